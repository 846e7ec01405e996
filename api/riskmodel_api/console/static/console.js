// Keys for who goes through many cases. Every page works without this file; it only brings what is
// there nearer. Nothing is kept but the order of the list and whether keys are wanted.
"use strict";

(() => {
  const LIST = "riskmodel.list", OFF = "riskmodel.keys.off";
  const paths = (links) => [...new Set([...links].map((link) => link.pathname))];
  const here = location.pathname;

  const listed = document.querySelectorAll('.list a[href^="/console/cases/"]');
  if (listed.length) {
    sessionStorage.setItem(
      LIST, JSON.stringify({ from: here + location.search, cases: paths(listed) }),
    );
  }

  const held = JSON.parse(sessionStorage.getItem(LIST) ?? "null");
  const place = held ? held.cases.indexOf(here) : -1;
  const walk = document.querySelector("[data-walk]");
  if (walk && place >= 0) {
    const point = (name, path) => {
      const link = walk.querySelector(`[data-walk-${name}]`);
      if (path) link.href = path; else link.remove();
    };
    point("previous", held.cases[place - 1]);
    point("next", held.cases[place + 1]);
    point("list", held.from);
    walk.querySelector("[data-walk-place]").textContent = `${place + 1} / ${held.cases.length}`;
    walk.hidden = false;
  }

  const follow = (selector) => document.querySelector(selector)?.click();
  const open = (form) => {
    const fields = document.querySelector(form);
    if (!fields) return;
    const folded = fields.closest("details");
    if (folded) folded.open = true;
    const field = fields.querySelector("input:not([type=hidden]), select, textarea, button");
    field.focus();
    field.scrollIntoView({ block: "center" });
  };
  const step = (forward) => {
    const rows = [...listed];
    if (!rows.length) return follow(forward ? "[data-walk-next]" : "[data-walk-previous]");
    const at = rows.indexOf(document.activeElement);
    const next = at < 0 ? 0 : at + (forward ? 1 : -1);
    rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
  };
  const note = () => {
    const words = [...document.querySelectorAll("details[open] textarea[name=words]")];
    const found = words[0] ?? document.querySelector("textarea[name=words]");
    const folded = found?.closest("details");
    if (folded) folded.open = true;
    found?.focus();
  };

  const keys = document.getElementById("keys");
  const acts = {
    j: () => step(true),
    k: () => step(false),
    d: () => open('form[action$="/judge_blind"], form[action$="/decide"], form[action$="/review"]'),
    c: () => open('form[action$="/claim"]'),
    v: () => open('form[action$="/record_visit"], form[action$="/plan_visit"]'),
    n: note,
    l: () => { location.href = held?.from ?? "/console/queue"; },
    "/": () => document.querySelector("input[name=household_id]")?.focus(),
    "?": () => keys.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typed = event.target.matches("input:not([type=radio]), select, textarea");
    if (event.key === "Escape" && typed) return event.target.blur();
    if (typed || event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (localStorage.getItem(OFF) && event.key !== "?") return;
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // A slider and the figure beside it say the same; the slider is what the form sends.
  for (const beside of document.querySelectorAll("[data-figure-of]")) {
    const slider = document.getElementById(beside.dataset.figureOf);
    const figure = beside.querySelector("input");
    beside.hidden = false;
    slider.parentElement.querySelector("output").hidden = true;
    slider.addEventListener("input", () => { figure.value = slider.value; });
    figure.addEventListener("input", () => { slider.value = figure.value || 0; });
  }

  // On a phone the pages are a row that is moved sideways.
  document.querySelector(".bar nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  // A single key must be possible to turn off (WCAG 2.2, 2.1.4).
  const wanted = keys.querySelector("input");
  wanted.checked = !localStorage.getItem(OFF);
  wanted.addEventListener("change", () => {
    if (wanted.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1");
  });
  document.querySelector("[data-keys]").hidden = false;
  document.querySelector("[data-keys]").addEventListener("click", () => keys.showModal());
})();
