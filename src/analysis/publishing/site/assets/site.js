// What the pages do beyond being read: colours, tables that sort, lists that filter, the search when somebody wants it.
// Everything works without it; what only it can do stays hidden until it runs. Text is set with textContent, so
// that no name can become markup. Stands in the head: the reader's colours are set before anything is painted.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("bf-js");
  let chosen = null;
  try { chosen = localStorage.getItem("bs-theme"); } catch { /* a browser that keeps nothing */ }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
})();

document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const root = document.documentElement;
  const lang = root.lang === "en" ? "en" : "vi";
  const words = {
    vi: {
      dark: "Nền tối", light: "Nền sáng", sort_by: "Sắp xếp theo {name}",
      sorted_up: "Đã sắp xếp tăng dần theo {name}.", sorted_down: "Đã sắp xếp giảm dần theo {name}.",
      sorted_none: "Đã trở lại thứ tự ban đầu.", all_rows: "{all} dòng.", some_rows: "Hiện {some} trong {all} dòng.",
      no_rows: "Không có dòng nào phù hợp với bộ lọc.", copied: "Đã sao chép địa chỉ.",
      not_copied: "Trình duyệt không cho sao chép; địa chỉ: {name}",
    },
    en: {
      dark: "Dark", light: "Light", sort_by: "Sort by {name}",
      sorted_up: "Sorted by {name}, ascending.", sorted_down: "Sorted by {name}, descending.",
      sorted_none: "Back in the original order.", all_rows: "{all} rows.", all_rows_one: "1 row.", some_rows: "Showing {some} of {all} rows.",
      no_rows: "No row fits the filter.", copied: "Address copied.",
      not_copied: "The browser does not let pages copy; the address: {name}",
    },
  }[lang];
  const say = (key, filled = {}) => ((filled.all === "1" && words[`${key}_one`]) || words[key]).replace(/\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);
  const count = new Intl.NumberFormat(lang);
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });

  const make = (tag, options = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(options)) {
      if (key === "class") element.className = value;
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const textOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".bf-mark, .bf-unit").forEach((e) => e.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replace(/đ/g, "d");
  const live = make("p", { class: "bf-hidden", role: "status" });
  document.body.append(live);
  window.bsSite = { fold, make };

  // ---------------------------------------------------------------- light and dark
  for (const button of document.querySelectorAll("button[data-theme-switch]")) {
    const asked = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : asked.matches);
    const label = () => { button.textContent = dark() ? words.light : words.dark; };
    button.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      // Back to what the system asks for: then the page follows the system again.
      const own = (next === "dark") !== asked.matches;
      if (own) root.dataset.theme = next;
      else delete root.dataset.theme;
      try {
        if (own) localStorage.setItem("bs-theme", next);
        else localStorage.removeItem("bs-theme");
      } catch { /* kept for this page only */ }
      label();
    });
    asked.addEventListener("change", label);
    label();
    button.hidden = false;
  }

  // ---------------------------------------------------------------- tables that sort
  function key(cell, type) {
    if (!cell) return null;
    const given = "sort" in cell.dataset;
    const text = given ? cell.dataset.sort : textOf(cell);
    if (text === "" || text === "—") return null;
    if (type === "number") {
      const plain = given ? text : lang === "en" ? text.replace(/,/g, "") : text.replace(/\./g, "").replace(",", ".");
      const match = plain.replace(/−/g, "-").match(/-?\d+(\.\d+)?/);
      return match ? Number(match[0]) : null;
    }
    if (type === "date" && !given) {
      const parts = text.split(/[/.]/).map(Number);
      return parts.some(Number.isNaN) ? text : parts.reverse().map((n) => String(n).padStart(4, "0")).join("-");
    }
    return text;
  }

  const fixed = (row) => row.classList.contains("bf-group") || row.classList.contains("bf-total");

  function sort(body, column, type, direction) {
    const rows = body.bsRows || (body.bsRows = [...body.rows]);
    const keys = new Map(rows.map((row) => [row, fixed(row) ? null : key(row.cells[column], type)]));
    const compare = (one, two) => {
      const a = keys.get(one), b = keys.get(two);
      if (a === null || b === null) return (a === null) - (b === null);
      return direction * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
    };
    const sorted = [];
    let part = [];
    // Groups keep their place and totals their end; rows are sorted between them.
    const flush = () => { sorted.push(...(direction ? part.sort(compare) : part)); part = []; };
    for (const row of rows) {
      if (fixed(row)) { flush(); sorted.push(row); }
      else part.push(row);
    }
    flush();
    body.append(...sorted);
  }

  for (const table of document.querySelectorAll("table.bf-table:not([data-sortable='no'])")) {
    const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
    const body = table.tBodies[0];
    if (!head || !body || table.tBodies.length > 1 || body.rows.length < 3) continue;
    if ([...head.cells].some((c) => c.colSpan > 1) || body.querySelector("[rowspan]")) continue;
    [...head.cells].forEach((cell, column) => {
      if (cell.tagName !== "TH" || cell.dataset.sortable === "no") return;
      const name = textOf(cell);
      if (!name) return;
      const button = make("button", { type: "button", class: "bf-sort", title: say("sort_by", { name }) });
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const now = cell.getAttribute("aria-sort");
        const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
        for (const other of head.cells) other.removeAttribute("aria-sort");
        if (next) cell.setAttribute("aria-sort", next);
        sort(body, column, cell.dataset.type || "text", next === "ascending" ? 1 : next ? -1 : 0);
        live.textContent = next ? say(next === "ascending" ? "sorted_up" : "sorted_down", { name }) : words.sorted_none;
      });
    });
  }

  // A table's frame is a stop for the keyboard only where there is something to scroll.
  const wraps = [...document.querySelectorAll(".bf-table-wrap")];
  const named = (wrap) => {
    const caption = wrap.querySelector("caption");
    return wrap.getAttribute("aria-label") || (caption ? textOf(caption) : "");
  };
  const names = new Map(wraps.map((wrap) => [wrap, named(wrap)]));
  const measure = () => {
    wraps.forEach((wrap) => wrap.classList.remove("bf-scrolls"));
    const scrolling = wraps.map((wrap) => wrap.scrollWidth > wrap.clientWidth + 1);
    wraps.forEach((wrap, index) => {
      wrap.classList.toggle("bf-scrolls", scrolling[index]);
      for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": names.get(wrap) })) {
        if (scrolling[index]) wrap.setAttribute(name, value);
        else wrap.removeAttribute(name);
      }
    });
  };
  // A browser does not scroll to what already shows by a pixel; whoever comes by keyboard must see where they are.
  wraps.forEach((wrap) => wrap.addEventListener("focusin", (event) => {
    if (event.target !== wrap && wrap.classList.contains("bf-scrolls")) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }));
  let width = 0;
  const resized = () => { if (innerWidth !== width) { width = innerWidth; measure(); } };
  addEventListener("resize", resized);
  document.querySelectorAll("details").forEach((details) => {
    if (details.querySelector(".bf-table-wrap")) details.addEventListener("toggle", measure);
  });
  resized();
  if (document.fonts) document.fonts.ready.then(measure);

  // ---------------------------------------------------------------- lists that filter; the address keeps the filter
  function filtered(form) {
    const target = document.getElementById(form.dataset.filter);
    if (!target) return;
    const body = target.tagName === "TABLE" ? target.tBodies[0] : target;
    const items = () => [...(body.rows || body.children)];
    const controls = () => [...form.elements].filter((e) => e.name && e.type !== "submit" && e.type !== "reset");
    const texts = new Map();
    const status = form.querySelector("[data-filter-status]") || form.appendChild(make("p", { "data-filter-status": "" }));
    status.setAttribute("role", "status");
    const empty = document.querySelector(`[data-filter-empty="${CSS.escape(form.dataset.filter)}"]`);

    function demands() {
      const found = [];
      const boxes = new Map();
      for (const control of controls()) {
        const name = control.dataset.of || control.name;
        if (control.type === "checkbox" || control.type === "radio") {
          if (control.checked && control.value) boxes.set(name, [...(boxes.get(name) || []), control.value]);
        } else if (!control.value.trim()) continue;
        else if (control.dataset.compare) {
          const least = control.dataset.compare === "min", value = control.value;
          found.push((row) => {
            const own = row.dataset[name];
            return own !== undefined && own !== "" && (least ? own >= value : own <= value);
          });
        } else if (control.type === "search" || control.type === "text") {
          const asked = fold(control.value).split(/\s+/).filter(Boolean);
          found.push((row) => {
            if (!texts.has(row)) texts.set(row, fold(row.textContent));
            return asked.every((word) => texts.get(row).includes(word));
          });
        } else {
          const value = control.value;
          found.push((row) => (row.dataset[name] || "").split(" ").includes(value));
        }
      }
      for (const [name, values] of boxes)
        found.push((row) => (row.dataset[name] || "").split(" ").some((own) => values.includes(own)));
      return found;
    }

    function apply() {
      const asked = demands();
      let all = 0, some = 0, group = null;
      for (const row of items()) {
        if (row.classList.contains("bf-group")) { group = row; group.hidden = asked.length > 0; continue; }
        if (row.classList.contains("bf-total")) { row.hidden = asked.length > 0; continue; }
        all += 1;
        row.hidden = !asked.every((demand) => demand(row));
        if (row.hidden) continue;
        some += 1;
        if (group) group.hidden = false;
      }
      status.textContent = some === 0 ? words.no_rows
        : say(some === all ? "all_rows" : "some_rows", { some: count.format(some), all: count.format(all) });
      if (empty) empty.hidden = some > 0;
      // Rules and striping may look at the first and last row in sight.
      measure();
    }

    function keep() {
      const query = new URLSearchParams(location.search);
      for (const control of controls()) query.delete(control.name);
      for (const control of controls()) {
        const ticks = control.type === "checkbox" || control.type === "radio";
        if (ticks ? control.checked && control.value : control.value.trim()) query.append(control.name, control.value.trim());
      }
      const written = query.toString();
      // A page opened from a folder may not change its address; the filter works all the same.
      try { history.replaceState(history.state, "", (written ? `?${written}` : location.pathname) + location.hash); } catch { /* stays */ }
      linked();
    }

    function read() {
      const query = new URLSearchParams(location.search);
      for (const control of controls()) {
        const given = query.getAll(control.name);
        if (control.type === "checkbox") control.checked = given.includes(control.value);
        else if (control.type === "radio") control.checked = given.length ? given.includes(control.value) : control.defaultChecked;
        else if (control.tagName === "SELECT")
          control.value = [...control.options].some((o) => o.value === given[0]) ? given[0] : control.options[0].value;
        else control.value = given[0] || "";
      }
      apply();
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => { apply(); keep(); });
    form.addEventListener("reset", () => setTimeout(() => {
      // The form as it was written may already hold what the address asked for.
      for (const control of controls()) {
        if (control.type === "checkbox") control.checked = false;
        else if (control.type !== "radio" && control.tagName !== "SELECT") control.value = "";
        else if (control.tagName === "SELECT") control.selectedIndex = 0;
      }
      apply();
      keep();
    }));
    addEventListener("popstate", read);
    form.hidden = false;
    read();
    // A link to a row that the filter hides shows the row.
    const aimed = () => {
      const row = location.hash.length > 1 && items().find((r) => r.id === decodeURIComponent(location.hash.slice(1)));
      if (row && row.hidden) { row.hidden = false; row.scrollIntoView({ block: "center" }); }
    };
    addEventListener("hashchange", aimed);
    aimed();
  }

  // ---------------------------------------------------------------- the same page in the other language
  const others = [...document.querySelectorAll("a[data-keep-query]")].map((a) => [a, a.getAttribute("href").split(/[?#]/)[0]]);
  function linked() {
    for (const [anchor, address] of others) anchor.setAttribute("href", address + location.search + location.hash);
  }
  addEventListener("hashchange", linked);
  document.querySelectorAll("form[data-filter]").forEach(filtered);
  linked();
  window.bsSite.linked = linked;

  // ---------------------------------------------------------------- folded parts
  for (const menu of document.querySelectorAll("details[data-menu], details.bf-nav-narrow")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
    // It lies over the page: whoever goes on, by a link in it or past it, must see what comes next.
    menu.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }

  function unfold() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let closed = false;
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) {
      closed = closed || !folded.open;
      folded.open = true;
    }
    if (closed) target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();

  // On paper everything that can be unfolded stands open, but for menus.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details[data-print-open]:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

  // ---------------------------------------------------------------- the address of one thing
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const address = new URL(button.dataset.copy, location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        live.textContent = words.copied;
      } catch {
        live.textContent = say("not_copied", { name: address });
      }
    });
  }

  // ---------------------------------------------------------------- the search, when somebody wants it
  let fetched = false;
  function search() {
    if (fetched) return;
    fetched = true;
    document.head.append(make("script", { src: `${root.dataset.root || "./"}assets/search.js` }));
  }
  const boxes = [...document.querySelectorAll("form.bf-search input[type='search']")];
  boxes.forEach((box) => box.addEventListener("focus", search));
  if (document.querySelector("[data-search-page]") || boxes.includes(document.activeElement)) search();

  // One key leads to the search. Readers whose software or hands send single keys can switch it off (search.html).
  const allowed = () => { try { return localStorage.getItem("bs-slash") !== "off"; } catch { return true; } };
  const own = document.querySelector("[data-search-page] input[type='search']") || boxes[0];
  if (own) {
    if (allowed()) own.setAttribute("aria-keyshortcuts", "/");
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !allowed()) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const menu = own.closest("details");
      if (menu) menu.open = true;
      event.preventDefault();
      own.focus();
      own.select();
    });
  }
});
