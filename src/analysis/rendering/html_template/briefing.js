// What the page does beyond being read: sources of figures, sorting, the reader's place in the contents.
// Everything is built with textContent, so that no name can become markup.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("bf-data").textContent);
  const words = data.labels, values = data.values;

  const make = (tag, options = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(options)) {
      if (key === "class") element.className = value;
      else if (key === "onclick") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return element;
  };
  const say = (key, name) => words[key].replace("{name}", name);
  const textOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".bf-mark, .bf-unit").forEach((e) => e.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  // ---------------------------------------------------------------- the source of a figure
  const users = {};
  for (const record of Object.values(values))
    for (const input of record.inputs || []) (users[input] = users[input] || []).push(record.id);

  let dialog = null, opener = null;
  const trail = [];

  function places(id) {
    const found = new Map();
    const sections = [...document.querySelectorAll("main .bf-section")];
    for (const shown of document.querySelectorAll("main [data-figure]")) {
      if (shown.dataset.figure !== id || shown.closest("details:not([open])")) continue;
      const holder = shown.closest("figure.bf-chart, .bf-table-wrap, .bf-key");
      const named = holder && holder.querySelector(".bf-title, caption, .bf-key-label");
      let label = named ? textOf(named) : "";
      if (!label) {
        const own = shown.closest(".bf-section");
        const above = own || sections.filter((s) => s.compareDocumentPosition(shown) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
        const topic = above && above.querySelector(".bf-label, h2, h3, h4");
        label = topic ? textOf(topic) : "";
      }
      if (label && !found.has(label)) found.set(label, shown);
    }
    return [...found].slice(0, 8);
  }

  function link(id, more) {
    const record = values[id];
    if (!record) return null;
    const open = make("a", { href: "#src-" + id, "data-open": id }, record.title || id);
    return make("li", {}, open, ": ", make("b", {}, record.shown || words.no_value), more || "");
  }

  function row(term, ...content) {
    const filled = content.filter((c) => c !== null && c !== undefined && c !== "");
    return filled.length ? make("div", {}, make("dt", {}, term), make("dd", {}, ...filled)) : null;
  }
  const list = (items) => {
    const filled = items.filter(Boolean);
    return filled.length ? make("ul", {}, ...filled) : null;
  };

  function fill(id) {
    const record = values[id];
    const stated = record.kind === "stated";
    const title = make("h2", { id: "bf-dialog-title", tabindex: "-1" }, record.title || id);
    const marks = (record.marks || []).map((m) => make("li", {}, `${data.signs[m] || ""} ${words["mark_" + m] || m}`));
    const findings = (record.findings || []).map((f) =>
      make("li", {}, make("b", {}, (words["severity_" + f.severity] || f.severity) + ": "), f.message));
    const source = [record.document_number ? make("b", {}, record.document_number) : null,
      record.document_title ? (record.document_number ? " – " : "") + record.document_title : null];
    const annexed = document.getElementById("src-" + id);
    const jumps = places(id).map(([label, target]) =>
      make("li", {}, make("a", { href: "#", onclick: (event) => { event.preventDefault(); go(target); } }, label)));
    const details = make("dl", {},
      row(words.agency, record.agency_label),
      row(words.as_of, record.as_of_label),
      row(words.known_from, record.known_from_label),
      row(words.document, ...source),
      row(words.locator, record.locator_label),
      row(words.token, record.token ? make("span", { class: "bf-token" }, `“${record.token}”`) : null),
      row(words.formula, record.formula),
      row(words.inputs, list((record.inputs || []).map((input) => link(input)))),
      row(stated ? words.counterpart_recomputed : words.counterpart_stated, list(record.counterpart ? [link(record.counterpart)] : [])),
      row(words.findings, list(findings)),
      row(words.used_in, list((users[id] || []).map((user) => link(user)))),
      row(words.places, list(jumps)),
      row(words.id, make("code", {}, id)));
    const bar = make("div", { class: "bf-dialog-bar" },
      make("span", { class: "bf-dialog-kind" }, stated ? words.stated : words.recomputed),
      trail.length > 1 ? make("button", { type: "button", onclick: () => { trail.pop(); show(); } }, words.back) : null,
      make("button", { type: "button", onclick: () => dialog.close() }, words.close));
    const body = make("div", { class: "bf-dialog-body" }, title,
      make("p", { class: "bf-dialog-value" }, record.shown || words.no_value),
      marks.length ? make("ul", { class: "bf-dialog-marks" }, ...marks) : null, details,
      annexed ? make("p", {}, make("a", { href: "#src-" + id, onclick: (event) => { event.preventDefault(); go(annexed); } }, words.annex)) : null);
    dialog.replaceChildren(bar, body);
  }

  function show() {
    fill(trail[trail.length - 1]);
    dialog.scrollTop = 0;
    if (!dialog.open) dialog.showModal();
    document.getElementById("bf-dialog-title").focus();
  }

  function go(target) {
    opener = null;
    dialog.close();
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    if (!target.matches("a[href], button")) target.tabIndex = -1;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  function openFigure(anchor) {
    const id = anchor.dataset.figure;
    if (!values[id]) return false;
    if (!dialog) {
      dialog = make("dialog", { class: "bf-dialog", id: "bf-dialog", "aria-labelledby": "bf-dialog-title" });
      document.body.append(dialog);
      dialog.addEventListener("close", () => {
        trail.length = 0;
        if (opener) opener.focus();
        opener = null;
      });
      dialog.addEventListener("click", (event) => {
        const inner = event.target.closest("[data-open]");
        if (inner) { event.preventDefault(); trail.push(inner.dataset.open); show(); }
        else if (event.target === dialog) {
          const box = dialog.getBoundingClientRect();
          const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
          if (!inside) dialog.close();
        }
      });
    }
    opener = anchor;
    trail.push(id);
    show();
    return true;
  }

  if (typeof HTMLDialogElement === "function") {
    const figures = document.querySelectorAll("a.bf-fig[data-figure]");
    figures.forEach((anchor) => { if (values[anchor.dataset.figure]) anchor.setAttribute("aria-haspopup", "dialog"); });
    document.addEventListener("click", (event) => {
      const anchor = event.target.closest("a.bf-fig[data-figure]");
      if (!anchor || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (openFigure(anchor)) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      const anchor = event.key === " " && event.target.closest && event.target.closest("a.bf-fig[data-figure]");
      if (anchor && openFigure(anchor)) event.preventDefault();
    });
  }

  // ---------------------------------------------------------------- tables that sort
  const live = make("p", { class: "bf-hidden", role: "status" });
  document.body.append(live);
  const collator = new Intl.Collator(data.lang, { numeric: true, sensitivity: "base" });

  function key(cell, type) {
    if (!cell) return null;
    const text = "sort" in cell.dataset ? cell.dataset.sort : textOf(cell);
    if (text === "" || text === "—") return null;
    if (type === "number") {
      const plain = "sort" in cell.dataset ? text
        : data.lang === "en" ? text.replace(/,/g, "") : text.replace(/\./g, "").replace(",", ".");
      const match = plain.replace(/−/g, "-").match(/-?\d+(\.\d+)?/);
      return match ? Number(match[0]) : null;
    }
    if (type === "date" && !("sort" in cell.dataset)) {
      const parts = text.split(/[/.]/).map(Number);
      return parts.some(Number.isNaN) ? text : parts.reverse().map((n) => String(n).padStart(4, "0")).join("-");
    }
    return text;
  }

  function sort(table, column, type, direction) {
    const body = table.tBodies[0];
    const rows = body.bfRows || (body.bfRows = [...body.rows]);
    const compare = (one, two) => {
      const a = key(one.cells[column], type), b = key(two.cells[column], type);
      if (a === null || b === null) return (a === null) - (b === null);
      return direction * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
    };
    const sorted = [];
    let part = [];
    // Groups keep their place and totals their end; rows are sorted between them.
    const flush = () => { sorted.push(...(direction ? part.sort(compare) : part)); part = []; };
    for (const line of rows) {
      if (line.classList.contains("bf-group") || line.classList.contains("bf-total")) { flush(); sorted.push(line); }
      else part.push(line);
    }
    flush();
    body.append(...sorted);
  }

  for (const table of document.querySelectorAll("table.bf-table")) {
    const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
    const body = table.tBodies[0];
    if (!head || !body || body.rows.length < 3) continue;
    // A scorecard's sources show no header: a button there would be a stop that nobody sees.
    if (table.classList.contains("bf-sources") && table.closest(".bf-card")) continue;
    if ([...head.cells].some((c) => c.colSpan > 1) || body.querySelector("[rowspan]")) continue;
    [...head.cells].forEach((cell, column) => {
      if (cell.tagName !== "TH") return;
      const name = textOf(cell);
      const button = make("button", { type: "button", class: "bf-sort" });
      button.append(...cell.childNodes);
      button.title = say("sort_by", name);
      cell.append(button);
      button.addEventListener("click", () => {
        const now = cell.getAttribute("aria-sort");
        const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
        for (const other of head.cells) other.removeAttribute("aria-sort");
        if (next) cell.setAttribute("aria-sort", next);
        sort(table, column, cell.dataset.type || "text", next === "ascending" ? 1 : next ? -1 : 0);
        live.textContent = next ? say(next === "ascending" ? "sorted_up" : "sorted_down", name) : words.sorted_none;
      });
    });
  }

  // A table's frame is a stop for the keyboard only where there is something to scroll; there the table also
  // takes the room it needs instead of squeezing its columns.
  const wraps = [...document.querySelectorAll(".bf-table-wrap")];
  wraps.forEach((wrap) => {
    wrap.dataset.name = wrap.getAttribute("aria-label") || "";
    // What has the focus comes out from under the first column, which stays.
    wrap.addEventListener("focusin", (event) => {
      if (event.target === wrap || !wrap.classList.contains("bf-scrolls")) return;
      event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  });
  const measure = () => {
    wraps.forEach((wrap) => wrap.classList.remove("bf-scrolls"));
    const scrolling = wraps.map((wrap) => wrap.scrollWidth > wrap.clientWidth + 1);
    wraps.forEach((wrap, index) => {
      wrap.classList.toggle("bf-scrolls", scrolling[index]);
      for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": wrap.dataset.name })) {
        if (scrolling[index]) wrap.setAttribute(name, value);
        else wrap.removeAttribute(name);
      }
    });
  };
  let width = 0;
  const resized = () => { if (innerWidth !== width) { width = innerWidth; measure(); } };
  addEventListener("resize", resized);
  document.querySelectorAll(".bf-data").forEach((details) => details.addEventListener("toggle", measure));
  resized();
  if (document.fonts) document.fonts.ready.then(measure);

  // ---------------------------------------------------------------- the reader's place
  const links = [...document.querySelectorAll(".bf-nav a")];
  const marked = links.filter((a) => a.closest(".bf-nav-wide"))
    .map((a) => [a, document.getElementById(decodeURIComponent(a.hash.slice(1)))]).filter(([, t]) => t);
  if (marked.length && "IntersectionObserver" in window) {
    const update = () => {
      let current = null;
      for (const [anchor, target] of marked) if (target.getBoundingClientRect().top < innerHeight * 0.35) current = anchor;
      if (innerHeight + scrollY >= document.documentElement.scrollHeight - 2) current = marked[marked.length - 1][0];
      for (const anchor of links) {
        if (current && anchor.hash === current.hash) anchor.setAttribute("aria-current", "true");
        else anchor.removeAttribute("aria-current");
      }
    };
    // The field reaches far above the screen, so that a leap past several headings is noticed as well.
    const observer = new IntersectionObserver(update, { rootMargin: "1000000px 0px -65% 0px" });
    marked.forEach(([, target]) => observer.observe(target));
    update();
  }
  const folded = document.querySelector(".bf-nav-narrow");
  if (folded) {
    folded.addEventListener("click", (event) => { if (event.target.closest("a")) folded.open = false; });
    // Left open, it would cover what has the focus.
    folded.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !folded.contains(event.relatedTarget)) folded.open = false;
    });
    folded.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && folded.open) { folded.open = false; folded.querySelector("summary").focus(); }
    });
  }

  // On paper the list of documents stands open.
  const documents = document.querySelector(".bf-docs details");
  if (documents) {
    let before = false;
    addEventListener("beforeprint", () => { before = documents.open; documents.open = true; });
    addEventListener("afterprint", () => { documents.open = before; });
  }
})();
