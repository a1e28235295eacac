"use strict";
(function () {
  var tools = document.getElementById("tools"), words = document.getElementById("words");
  var section = document.getElementById("section"), strength = document.getElementById("strength");
  var shown = document.getElementById("shown"), nothing = document.getElementById("nothing");
  var unfold = document.getElementById("unfold");
  var boxes = Array.from(tools.querySelectorAll("input[type=checkbox]"));
  var sections = Array.from(document.querySelectorAll(".section"));
  var items = Array.from(document.querySelectorAll(".item")).map(function (node) {
    return { node: node, text: node.textContent.toLowerCase().replace(/\s+/g, " "),
             section: node.closest(".section").dataset.section };
  });

  function filter() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var sorts = new Set(boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; }));
    var count = 0;
    items.forEach(function (item) {
      var fits = sorts.has(item.node.dataset.sort)
        && (!section.value || item.section === section.value)
        && (!strength.value || item.node.dataset.strength === strength.value)
        && wanted.every(function (word) { return item.text.includes(word); });
      item.node.hidden = !fits;
      if (fits) { count += 1; }
    });
    document.querySelectorAll(".group").forEach(function (group) {
      group.hidden = !group.querySelector(".item:not([hidden])");
    });
    sections.forEach(function (part) { part.hidden = !part.querySelector(".item:not([hidden])"); });
    shown.value = count === items.length ? count + " items" : count + " of " + items.length + " items";
    nothing.hidden = count > 0;
  }

  function all() {
    tools.reset();
    filter();
  }

  function visible() {
    return items.filter(function (item) { return !item.node.hidden; });
  }

  function fold() {
    var open = unfold.textContent === "Unfold all";
    visible().forEach(function (item) { item.node.open = open; });
    unfold.textContent = open ? "Fold all" : "Unfold all";
  }

  function go() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.classList.contains("item")) {
      if (target.hidden) { all(); }
      target.open = true;
      target.scrollIntoView({ block: "center" });
      target.querySelector("summary").focus({ preventScroll: true });
    }
  }

  tools.hidden = false;
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", function (event) { event.preventDefault(); });
  tools.addEventListener("reset", function () { setTimeout(filter, 0); });
  unfold.addEventListener("click", fold);
  document.getElementById("again").addEventListener("click", all);
  addEventListener("hashchange", go);
  addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName || "") && event.target.type !== "checkbox";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      words.focus();
    } else if (event.key === "Escape" && event.target === words) {
      words.value = "";
      filter();
    }
  });
  // On paper, items unfold that somebody or something has looked at; for all of them, unfold all before.
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = visible().filter(function (item) {
      return !item.node.open && item.node.dataset.sort !== "unseen" && item.node.dataset.sort !== "not-applicable";
    });
    folded.forEach(function (item) { item.node.open = true; });
  });
  addEventListener("afterprint", function () { folded.forEach(function (item) { item.node.open = false; }); });
  filter();
  go();
})();
