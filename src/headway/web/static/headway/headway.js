// Keys, and where the eye stays after a change. Everything works without this file.
(() => {
  "use strict";
  const LINES = "#main .line, #main table.rows tbody tr:has(a)";
  let awaitsPlace = false;

  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  const lines = () => [...document.querySelectorAll(LINES)].filter((line) => line.offsetParent !== null);

  function move(step) {
    const all = lines();
    const here = all.findIndex((line) => line.contains(document.activeElement));
    const line = all[Math.min(all.length - 1, Math.max(0, here + step))];
    if (!line) return;
    (line.querySelector("h2 a, h3 a, a") ?? line).focus();
    line.scrollIntoView({ block: "nearest" });
  }

  function go(key) {
    document.querySelector(`nav a[data-key="${CSS.escape(key)}"]`)?.click();
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.querySelector("main input[type=search], input[type=search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    g: () => { awaitsPlace = true; setTimeout(() => { awaitsPlace = false; }, 1500); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (awaitsPlace) {
      awaitsPlace = false;
      go(event.key);
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });

  // After a swap the sentence that says what happened, with its Undo, is read first.
  document.addEventListener("htmx:afterSwap", () => {
    const said = document.querySelector("#main .message");
    if (!said) return;
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
    said.scrollIntoView({ block: "nearest" });
  });

  // Filters act as soon as they are changed; the button is for browsers without scripts.
  if (window.htmx) document.querySelectorAll("form.filters[hx-get] > button").forEach((button) => { button.hidden = true; });
  document.querySelectorAll("[data-opens]").forEach((opener) => { opener.hidden = false; });
})();
