// The search: files of the index are loaded as scripts when a word needs them, and found entries are listed as plain
// links below the box, their number told in a live region. Nothing is asked of a server. The words are made as
// search_folding.py makes them; a test holds the two to one another.
(() => {
  "use strict";
  const root = document.documentElement;
  const lang = root.lang === "en" ? "en" : "vi";
  const { fold, make } = window.bsSite;
  const home = root.dataset.home || "./";
  const folder = `${root.dataset.root || "./"}assets/search/${lang}/`;
  const PAGE = 20, FEW = 7, RERANKED = 60;
  const words = {
    vi: {
      short: "Gõ ít nhất hai chữ.", none: "Không tìm thấy gì cho “{query}”.",
      none_help: "Thử ít từ hơn, tên ngắn của cơ quan, số ký hiệu văn bản, hoặc mở các danh mục bên dưới.",
      found: "{all} kết quả.", shown: "{all} kết quả, đang hiện {some}.",
      partly: "Không có mục nào chứa tất cả các từ; đây là những mục chứa nhiều từ nhất. ",
      all: "Tất cả", more: "Xem thêm {number} kết quả", every: "Xem cả {all} kết quả", failed:
        "Không tải được chỉ mục tìm kiếm. Mở các danh mục để tìm.", kinds: "Loại kết quả",
      results: "Kết quả tìm kiếm", searching: "Đang tìm …", title: "{query} – Tìm kiếm", arrows:
        "Kết quả hiện dưới ô khi gõ; phím mũi tên xuống đưa tới kết quả.",
    },
    en: {
      short: "Type at least two letters.", none: "Nothing found for “{query}”.",
      none_help: "Try fewer words, an agency's short name or a document's number, or open the lists below.",
      found: "{all} results.", found_one: "1 result.", shown: "{all} results, {some} shown.",
      partly: "Nothing holds all the words; these hold the most of them. ",
      all: "All", more: "Show {number} more results", every: "See all {all} results", failed:
        "The search index could not be loaded. Open the lists instead.", kinds: "Kind of result",
      results: "Search results", searching: "Searching …", title: "{query} – Search", arrows:
        "Results appear below the box as you type; the down arrow leads to them.",
    },
  }[lang];
  const say = (key, filled = {}) => ((filled.all === "1" && words[`${key}_one`]) || words[key]).replace(/\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);
  const written = new Intl.NumberFormat(lang);

  // ---------------------------------------------------------------- words
  const WORD = /[0-9]+(?:[.,][0-9]+)+(?![0-9a-z])|[0-9a-z]+/g;
  function number(word) {
    if (/^[0-9]+$/.test(word)) return word.replace(/^0+(?=.)/, "");
    if (!/[.,]/.test(word)) return word;
    if (/^[0-9]{1,3}(?:[.,][0-9]{3})+$/.test(word)) return word.replace(/[.,]/g, "").replace(/^0+(?=.)/, "");
    return word.replace(/,/g, ".");
  }
  const split = (text) => (fold(text).match(WORD) || []).map((word) => (/^[0-9]/.test(word) ? number(word) : word));

  // ---------------------------------------------------------------- files of the index
  const kept = new Map();
  const arrived = new Map();
  let index = null;

  window.bfSearch = (name, data) => arrived.set(name, data);

  function load(name) {
    if (!kept.has(name)) {
      kept.set(name, new Promise((resolve, reject) => {
        // The generation in the address keeps a browser from answering with a file of an earlier index.
        const script = make("script", { src: `${folder}${name}.js?v=${index ? index.g : Date.now()}` });
        const done = () => {
          script.remove();
          const data = arrived.get(name);
          arrived.delete(name);
          if (data && (!index || data.g === index.g)) resolve(data);
          else { kept.delete(name); reject(new Error(name)); }
        };
        script.addEventListener("load", done);
        script.addEventListener("error", done);
        document.head.append(script);
      }));
    }
    return kept.get(name);
  }

  async function begin() {
    if (index) return;
    const data = await load("index");
    if (index) return;
    data.files = data.shards.map((name) => {
      const [, prefix, part] = name.match(/^(.*?)(-[0-9]+)?$/);
      return { name: `t-${name}`, prefix: prefix.replace(/_/g, "."), whole: part !== undefined };
    });
    index = data;
  }

  // ---------------------------------------------------------------- from words to entries
  function filesFor(word, open) {
    return index.files.filter(({ prefix, whole }) => (whole
      ? prefix === word || (open && prefix.startsWith(word))
      : word.startsWith(prefix) || (open && prefix.startsWith(word))));
  }

  function each(postings, act) {
    if (!postings) return;
    let at = 0;
    for (const piece of postings.split(" ")) {
      const [gap, more] = piece.split("+");
      at += parseInt(gap, 36);
      act(at);
      for (let left = more ? parseInt(more, 36) : 0; left > 0; left -= 1) act(at += 1);
    }
  }

  async function find(query) {
    const typed = split(query);
    const last = typed[typed.length - 1];
    // The last word may still be in the making, unless a space ends it.
    const open = typed.length > 0 && !/\s$/.test(query);
    const asked = [...new Set(typed)].map((word) => ({ word, open: open && word === last && word.length > 1 }));
    // One letter at the end is the beginning of a word: it asks nothing yet.
    const needed = asked.filter(({ word }) => !(open && word === last && word.length === 1 && asked.length > 1 && !/[0-9]/.test(word)));
    if (fold(query).replace(/[^0-9a-z]/g, "").length < 2) return null;
    await begin();
    const name = `.${typed.join("").replace(/\./g, "")}`;
    const files = needed.map(({ word, open: o }) => filesFor(word, o));
    const fetched = (all) => Promise.all(all.map((file) => load(file.name)));
    const [called, ...loaded] = await Promise.all([filesFor(name, false), ...files].map(fetched));
    const points = new Uint16Array(index.count), hits = new Uint8Array(index.count), best = new Uint8Array(index.count);
    needed.forEach(({ word, open: o }, place) => {
      best.fill(0);
      const score = (value) => (id) => { if (best[id] < value) best[id] = value; };
      for (const shard of loaded[place]) {
        for (const token of Object.keys(shard.t)) {
          if (token !== word && !(o && token.startsWith(word))) continue;
          const [titles, texts] = shard.t[token].split("|");
          each(titles, score(token === word ? 10 : 7));
          each(texts, score(token === word ? 3 : 2));
        }
      }
      for (let id = 0; id < best.length; id += 1) if (best[id]) { hits[id] += 1; points[id] += best[id]; }
    });
    // What is called just so, by its title or a short name, stands first.
    for (const shard of called) if (Object.hasOwn(shard.t, name)) each(shard.t[name].split("|")[0], (id) => { points[id] += 25; });
    const most = hits.reduce((a, b) => Math.max(a, b), 0);
    const ids = [];
    if (most) for (let id = 0; id < hits.length; id += 1) if (hits[id] === most) ids.push(id);
    ids.sort((a, b) => points[b] - points[a] || a - b);
    const partly = most > 0 && most < needed.length;
    const found = { query, asked: needed, ids, points, partly };
    found.ids = await reranked(found);
    return found;
  }

  const kindOf = (id) => {
    let own = index.kinds[0];
    for (const kind of index.kinds) if (kind[1] <= id) own = kind;
    return own;
  };

  async function entry(id) {
    let block = index.blocks.length - 1;
    while (index.blocks[block] > id) block -= 1;
    const data = await load(`e-${block}`);
    const [title, page, fragment = "", text = "", period = ""] = data.e[id - index.blocks[block]];
    const [kind, , label] = kindOf(id);
    return { id, title, address: home + data.p[page] + fragment, text, period, kind, label };
  }

  // The first results once more, now that their titles are known: one that is what was typed, begins with it or
  // holds it in one piece and with its marks stands before one that holds its words somewhere. So does a figure whose
  // id was typed, or what its document writes.
  async function reranked({ query, ids, points }) {
    const typed = split(query).join(" "), marked = query.normalize("NFC").toLowerCase().trim();
    const first = await Promise.all(ids.slice(0, RERANKED).map(entry));
    const worth = new Map(first.map((e) => {
      const title = split(e.title).join(" ");
      const bonus = (title === typed ? 20 : title.startsWith(typed) ? 8 : title.includes(typed) ? 5 : 0)
        + (e.title.normalize("NFC").toLowerCase().includes(marked) ? 3 : 0)
        + (e.address.endsWith(`#${marked}`) || e.text.toLowerCase().includes(`“${marked}”`) ? 20 : 0);
      const place = index.kinds.findIndex(([kind]) => kind === e.kind);
      return [e.id, points[e.id] + bonus - place * 0.25 - title.length * 0.01];
    }));
    const sorted = first.map((e) => e.id).sort((a, b) => worth.get(b) - worth.get(a) || a - b);
    return [...sorted, ...ids.slice(RERANKED)];
  }

  // ---------------------------------------------------------------- a result
  function lit(text, asked) {
    const pieces = [];
    let end = 0;
    for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+(?:[.,][0-9]+)*/gu)) {
      const own = split(match[0]);
      const hit = own.some((word) => asked.some((a) => word === a.word || (a.open && word.startsWith(a.word))));
      if (!hit) continue;
      pieces.push(text.slice(end, match.index), make("mark", {}, match[0]));
      end = match.index + match[0].length;
    }
    return [...pieces, text.slice(end)].filter((piece) => piece !== "");
  }

  // On an English page what a document says stays Vietnamese, and is read so.
  const told = (text, asked) => (lang === "vi" ? lit(text, asked) : text.split(/(“[^”]*”)/).flatMap((part) => (
    part.startsWith("“") ? [make("span", { lang: "vi" }, ...lit(part, asked))] : lit(part, asked))));

  function result(e, asked) {
    const about = [e.label, e.period].filter(Boolean).join(" · ");
    return make("li", { class: "bs-result", "data-kind": e.kind },
      make("a", { href: e.address }, ...lit(e.title, asked)),
      make("p", { class: "bs-result-about" }, about),
      ...(e.text ? [make("p", { class: "bs-result-text" }, ...told(e.text, asked))] : []));
  }

  // Arrows go from the box through the results and back; Home and End to the first and the last.
  function arrows(box, holder, leave) {
    const links = () => [...holder.querySelectorAll(".bs-results a, .bs-results-more")].filter((a) => a.offsetParent);
    const move = (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const all = links(), at = all.indexOf(document.activeElement);
      if (event.key === "Escape") { leave(event); return; }
      if (document.activeElement !== box && at < 0) return;
      let next = null;
      if (event.key === "ArrowDown") next = all[at + 1];
      else if (event.key === "ArrowUp" && at >= 0) next = at ? all[at - 1] : box;
      else if (event.key === "Home" && at >= 0) next = all[0];
      else if (event.key === "End" && at >= 0) next = all[all.length - 1];
      else return;
      event.preventDefault();
      if (next) next.focus();
    };
    box.addEventListener("keydown", move);
    holder.addEventListener("keydown", move);
  }

  // Runs `act` with what is found for the newest query; what an older one finds later is dropped.
  function searcher(act, failed) {
    let turn = 0;
    return async (query) => {
      const mine = turn += 1;
      try {
        const found = await find(query);
        if (mine === turn) await act(found, query, () => mine === turn);
      } catch (error) {
        // The index was made anew since this page was opened: begin again with the new one, once.
        if (mine !== turn) return;
        index = null;
        kept.clear();
        try {
          const found = await find(query);
          if (mine === turn) await act(found, query, () => mine === turn);
        } catch { if (mine === turn) failed(); }
      }
    };
  }

  function later(act, delay) {
    let timer = 0;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), delay); };
  }
  const pageOf = (query, kind) => `${home}search.html?q=${encodeURIComponent(query.trim())}${kind ? `&kind=${kind}` : ""}`;

  // ---------------------------------------------------------------- the box in the head of every page
  function headed(form) {
    const box = form.querySelector("input[type='search']");
    const hint = make("p", { class: "bf-hidden", id: "bs-search-hint" }, words.arrows);
    const status = make("p", { class: "bf-hidden", role: "status" });
    const panel = make("div", { class: "bs-search-panel", hidden: "" });
    form.append(hint, status, panel);
    box.setAttribute("aria-describedby", hint.id);
    const close = () => { panel.hidden = true; };
    const run = searcher(async (found, query, current) => {
      if (!found) { close(); status.textContent = ""; return; }
      const list = make("ul", { class: "bs-results" });
      const entries = await Promise.all(found.ids.slice(0, FEW).map(entry));
      if (!current()) return;
      list.append(...entries.map((e) => result(e, found.asked)));
      if (!entries.length) list.append(make("li", { class: "bs-result" }, say("none", { query: query.trim() })));
      else if (found.ids.length > FEW) list.append(make("li", { class: "bs-result" },
        make("a", { href: pageOf(query) }, say("every", { all: written.format(found.ids.length) }))));
      panel.replaceChildren(list);
      panel.hidden = !form.contains(document.activeElement);
      status.textContent = (found.partly ? words.partly : "") + (entries.length
        ? say("found", { all: written.format(found.ids.length) }) : say("none", { query: query.trim() }));
    }, () => { status.textContent = words.failed; close(); });
    const typed = later(() => run(box.value), 120);
    box.addEventListener("input", typed);
    box.addEventListener("focus", () => { if (box.value.trim()) typed(); });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
    // A press on the panel itself must not take the focus out of the form, which would close it.
    panel.addEventListener("mousedown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });
    arrows(box, panel, (event) => {
      if (panel.hidden) return;
      event.preventDefault();
      close();
      box.focus();
    });
    if (box.value.trim() && document.activeElement === box) typed();
  }

  // ---------------------------------------------------------------- the page of the search
  function paged(holder) {
    const form = holder.querySelector("form"), box = form.querySelector("input[type='search']");
    const status = holder.querySelector("[role='status']");
    const out = holder.querySelector("[data-search-results]");
    const query = () => new URLSearchParams(location.search);
    let kind = query().get("kind") || "";
    const titled = document.title;
    const clear = (said) => { out.replaceChildren(); status.textContent = said; };

    const run = searcher(async (found, typed, current) => {
      if (!found) { clear(typed.trim() ? words.short : ""); return; }
      await show(found, typed, current);
    }, () => clear(words.failed));

    async function show(found, typed, current) {
      const counts = new Map();
      for (const id of found.ids) { const own = kindOf(id)[0]; counts.set(own, (counts.get(own) || 0) + 1); }
      if (kind && !counts.has(kind)) kind = "";
      const ids = kind ? found.ids.filter((id) => kindOf(id)[0] === kind) : found.ids;
      const list = make("ol", { class: "bs-results", "aria-label": words.results });
      const more = make("button", { type: "button", class: "bs-results-more" });
      const kinds = make("div", { class: "bs-results-kinds", role: "group", "aria-label": words.kinds });
      const choices = [["", words.all, found.ids.length],
        ...index.kinds.filter(([own]) => counts.has(own)).map(([own, , label]) => [own, label, counts.get(own)])];
      for (const [own, label, number] of choices.length > 2 ? choices : []) {
        kinds.append(make("button", { type: "button", "aria-pressed": String(own === kind), "data-kind": own,
          onclick: async () => {
            kind = own;
            keep();
            await show(found, typed, current);
            const again = out.querySelector(`.bs-results-kinds [data-kind="${own}"]`);
            if (again) again.focus();
          } }, `${label} (${written.format(number)})`));
      }
      let shown = 0;
      const add = async () => {
        const entries = await Promise.all(ids.slice(shown, shown + PAGE).map(entry));
        if (!current()) return null;
        const items = entries.map((e) => result(e, found.asked));
        list.append(...items);
        shown += entries.length;
        const left = ids.length - shown;
        more.hidden = left === 0;
        more.textContent = say("more", { number: written.format(Math.min(left, PAGE)) });
        const all = written.format(ids.length);
        status.textContent = (found.partly ? words.partly : "") + (ids.length === 0 ? say("none", { query: typed.trim() })
          : left ? say("shown", { all, some: written.format(shown) }) : say("found", { all }));
        return items[0];
      };
      more.addEventListener("click", async () => {
        const item = await add();
        if (item) item.querySelector("a").focus();
      });
      await add();
      if (!current()) return;
      const help = ids.length ? [] : [make("p", {}, words.none_help)];
      out.replaceChildren(...(kinds.childElementCount ? [kinds] : []), list, more, ...help);
      if (!ids.length) list.remove();
      document.title = say("title", { query: typed.trim() }) + titled.slice(titled.indexOf(" – "));
    }

    function keep() {
      const asked = query();
      if (box.value.trim()) asked.set("q", box.value.trim()); else asked.delete("q");
      if (kind) asked.set("kind", kind); else asked.delete("kind");
      const text = asked.toString();
      try { history.replaceState(null, "", text ? `?${text}` : location.pathname); } catch { /* opened from a folder */ }
      if (window.bsSite.linked) window.bsSite.linked();
    }

    const typed = later(() => { keep(); run(box.value); }, 150);
    box.addEventListener("input", () => { kind = ""; typed(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); keep(); run(box.value); });
    arrows(box, out, (event) => { if (document.activeElement !== box) { event.preventDefault(); box.focus(); box.select(); } });
    const read = () => { box.value = query().get("q") || ""; kind = query().get("kind") || ""; run(box.value); };
    addEventListener("popstate", read);
    if (query().get("q")) read();
    else if (box.value) run(box.value);

    const slash = holder.querySelector("input[data-slash]");
    if (slash) {
      slash.closest("[hidden]")?.removeAttribute("hidden");
      try { slash.checked = localStorage.getItem("bs-slash") !== "off"; } catch { /* as it is */ }
      slash.addEventListener("change", () => {
        try {
          if (slash.checked) localStorage.removeItem("bs-slash"); else localStorage.setItem("bs-slash", "off");
        } catch { /* cannot be kept */ }
      });
    }
  }

  window.bsSearch = { split, find, entry };
  const page = document.querySelector("[data-search-page]");
  if (page) paged(page);
  document.querySelectorAll("form.bf-search").forEach((form) => { if (!page || !page.contains(form)) headed(form); });
})();
