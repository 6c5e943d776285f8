// Without this script the page reads as it is: marks lead to their details and back.
(function () {
  "use strict";
  var main = document.getElementById("text");
  var panel = document.getElementById("panel");
  var body = document.getElementById("panel-body");
  var title = document.getElementById("panel-title");
  var tools = document.getElementById("tools");
  var marks = Array.prototype.slice.call(document.querySelectorAll("a.m.f-unaccounted[id]"));
  var from = null;
  var at = -1;

  document.querySelectorAll(".js, .go").forEach(function (one) { one.hidden = false; });
  document.body.classList.add("live");
  if (window.matchMedia("(max-width: 63.99rem)").matches) { tools.open = false; }

  // ---- switching kinds and fates on and off
  function filters() { return Array.prototype.slice.call(document.querySelectorAll("button.filter")); }
  function press(button, on) {
    button.setAttribute("aria-pressed", String(on));
    main.classList.toggle("off-" + button.dataset.class, !on);
  }
  filters().forEach(function (button) {
    button.addEventListener("click", function () { press(button, button.getAttribute("aria-pressed") !== "true"); });
  });
  document.getElementById("all").addEventListener("click", function () {
    filters().forEach(function (button) { press(button, true); });
  });

  // ---- from one unaccounted mention to the next
  function go(step) {
    if (!marks.length) { return; }
    var active = marks.indexOf(document.activeElement);
    if (active >= 0) { at = active; }
    else if (at < 0) {
      // The first one below the top of the window, or the last one above it.
      var below = marks.findIndex(function (mark) { return mark.getBoundingClientRect().top > 0; });
      at = step > 0 ? (below < 0 ? marks.length : below) - 1 : (below < 0 ? marks.length : below);
    }
    at = (at + step + marks.length) % marks.length;
    marks[at].focus({ preventScroll: true });
    marks[at].scrollIntoView({ block: "center" });
    if (!panel.hidden) { show(marks[at]); }
  }
  document.getElementById("next").addEventListener("click", function () { go(1); });
  document.getElementById("prev").addEventListener("click", function () { go(-1); });

  // ---- details
  function show(mark) {
    var row = document.getElementById(mark.getAttribute("href").slice(1));
    if (!row) { return; }
    from = document.getElementById("m" + row.id.slice(1)) || mark;
    var head = row.querySelector("th");
    title.textContent = head.querySelector("a").textContent;
    body.textContent = "";
    head.querySelectorAll(".kind, .where").forEach(function (one) { body.appendChild(one.cloneNode(true)); });
    row.querySelectorAll("td").forEach(function (cell) {
      if (!cell.textContent.trim()) { return; }
      var part = document.createElement("div");
      var label = document.createElement("p");
      label.className = "small";
      label.textContent = cell.dataset.l;
      part.appendChild(label);
      cell.childNodes.forEach(function (node) { part.appendChild(node.cloneNode(true)); });
      body.appendChild(part);
    });
    document.querySelectorAll("a.m.here").forEach(function (one) { one.classList.remove("here"); });
    from.classList.add("here");
    panel.hidden = false;
  }
  function close() {
    if (panel.hidden) { return; }
    panel.hidden = true;
    document.querySelectorAll("a.m.here").forEach(function (one) { one.classList.remove("here"); });
    if (from) { from.focus({ preventScroll: true }); }
  }
  main.addEventListener("click", function (event) {
    var mark = event.target.closest("a.m");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    show(mark);
    panel.focus({ preventScroll: true });
  });
  document.getElementById("close").addEventListener("click", close);

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
    if (event.key === "n") { event.preventDefault(); go(1); }
    else if (event.key === "p") { event.preventDefault(); go(-1); }
    else if (event.key === "Escape") { close(); }
  });
})();
