// Makes the page quicker to use; it works whole without this file. Keyboard, a preview beside the
// list on wide screens, shorter addresses. Nothing here decides what is found or shown.
"use strict";

(() => {
  const SWITCH = "filon.raccourcis";
  const wide = window.matchMedia("(min-width: 1200px)");
  const box = document.getElementById("q");
  const sheet = document.getElementById("raccourcis");
  const enabled = document.getElementById("raccourcis-actifs");
  const preview = document.getElementById("apercu");
  const cards = [...document.querySelectorAll(".card")];
  const linkOf = (card) => card.querySelector("h2 a");
  let current = -1;
  let asked = 0;

  const remembered = () => {
    try { return localStorage.getItem(SWITCH) !== "non"; } catch { return true; }
  };
  const remember = (on) => {
    try { localStorage.setItem(SWITCH, on ? "oui" : "non"); } catch { /* nothing is kept then */ }
  };

  enabled.checked = remembered();
  enabled.addEventListener("change", () => remember(enabled.checked));

  const choose = (index) => {
    if (!cards.length) return;
    cards[current]?.classList.remove("current");
    current = Math.max(0, Math.min(cards.length - 1, index));
    const card = cards[current];
    card.classList.add("current");
    linkOf(card).focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    if (preview && !preview.hidden) show(card);
  };

  const show = async (card) => {
    const ticket = ++asked;
    const href = linkOf(card).href;
    let article = null;
    try {
      const answer = await fetch(href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      article = page.querySelector("article.dispatch");
    } catch { /* the page itself will say what is wrong */ }
    if (ticket !== asked) return;
    if (!article) { location.assign(href); return; }
    const whole = document.createElement("a");
    whole.href = href;
    whole.className = "whole";
    whole.textContent = preview.dataset.whole;
    preview.replaceChildren(whole, document.adoptNode(article));
    preview.hidden = false;
    preview.scrollTop = 0;
    preview.parentElement.classList.add("previewing");
    card.scrollIntoView({ block: "nearest" });
  };

  const hide = () => {
    asked += 1;
    preview.hidden = true;
    preview.replaceChildren();
    preview.parentElement.classList.remove("previewing");
    if (current >= 0) linkOf(cards[current]).focus();
  };

  cards.forEach((card, index) => {
    linkOf(card).addEventListener("click", (event) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (!wide.matches || elsewhere || !preview) return;
      event.preventDefault();
      if (!preview.hidden && current === index) { location.assign(event.currentTarget.href); return; }
      preview.hidden = false;
      choose(index);
      // Who opens with the keyboard goes on reading in the preview.
      if (event.detail === 0) preview.focus();
    });
  });

  const keys = {
    "/": () => { box.focus(); box.select(); },
    "?": () => sheet.showModal(),
    j: () => choose(current + 1),
    k: () => choose(current - 1),
  };

  const types = (element) =>
    element.matches("textarea, select, input:not([type=checkbox]), [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || sheet.open) return;
    if (event.key === "Escape" && preview && !preview.hidden) { hide(); return; }
    if (!enabled.checked || types(event.target) || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A long list of values has a box that narrows it, whatever the accents.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  for (const details of document.querySelectorAll(".facet details")) {
    const field = document.createElement("input");
    field.type = "search";
    field.className = "facet-search";
    field.placeholder = details.dataset.search;
    field.setAttribute("aria-label", details.dataset.search);
    field.addEventListener("input", () => {
      const wanted = folded(field.value);
      for (const row of details.querySelectorAll("li")) {
        row.hidden = !folded(row.textContent).includes(wanted);
      }
    });
    details.querySelector("summary").after(field);
  }

  // An address without its empty fields needs no second request to be made short.
  document.getElementById("recherche").addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });

  // What is asked for cannot be excluded too: the box ticked last wins.
  document.addEventListener("change", (event) => {
    const row = event.target.closest?.(".row");
    if (!row || !event.target.checked) return;
    for (const other of row.querySelectorAll("input")) if (other !== event.target) other.checked = false;
  });
})();
