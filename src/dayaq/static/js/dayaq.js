/* What makes the pages pleasant. Nothing here is needed: every page does its work without it. */
(function () {
  "use strict";
  const doc = document;
  const root = doc.documentElement;
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  /* j and k walk through the rows of a list, Enter opens, "/" goes to the search box. */
  function rowLinks() {
    return Array.from(doc.querySelectorAll("[data-rows] .dq-row-link"));
  }
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      const links = rowLinks();
      if (!links.length) return;
      const row = doc.activeElement.closest("[data-rows] tr");
      const now = row ? links.indexOf(row.querySelector(".dq-row-link")) : -1;
      const next = event.key === "j" ? Math.min(now + 1, links.length - 1) : Math.max(now - 1, 0);
      links[next].focus();
      event.preventDefault();
    } else if (event.key === "/") {
      const box = doc.querySelector("[data-list-search]") || doc.getElementById("site-search");
      if (!box) return;
      box.focus();
      box.select();
      event.preventDefault();
    }
  });

  /* A form is sent once; it warns before what was typed is lost. */
  const changed = new Set();
  doc.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-warn-unsaved]")) changed.add(form);
  });
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    changed.delete(form);
    if (!form.matches("[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => {
    doc.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!changed.size) return;
    event.preventDefault();
    event.returnValue = doc.body.dataset.unsaved || "";
  });

  /* On a phone the filters are folded away until they are wanted: once for each form that comes. */
  function foldFilters() {
    const more = doc.querySelector("[data-filters-more]:not([data-seen])");
    if (!more) return;
    more.dataset.seen = "";
    if (!("inForce" in more.dataset) && window.matchMedia("(max-width: 640px)").matches) more.open = false;
  }
  foldFilters();
  doc.addEventListener("htmx:afterSettle", foldFilters);

  /* Empty filters stay out of the address, with htmx and without. */
  doc.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    const empty = Array.from(event.target.elements).filter((field) => field.name && field.value === "" && !field.disabled);
    empty.forEach((field) => (field.disabled = true));
    setTimeout(() => empty.forEach((field) => (field.disabled = false)), 0);
  });
  doc.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const sent = event.detail.parameters;
    Object.keys(sent).forEach((name) => sent[name] === "" && delete sent[name]);
  });

  /* A part of a page that cannot be had is asked for as a whole page, which says what happened. */
  doc.addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig.verb === "get") window.location.assign(event.detail.pathInfo.finalRequestPath);
  });

  /* Light or dark: what is shown now decides what the button asks for. */
  const toggle = doc.querySelector("[data-theme-toggle]");
  if (toggle && !root.dataset.theme && window.matchMedia("(prefers-color-scheme: dark)").matches) toggle.value = "light";

  /* A menu closes with Escape or a click beside it. */
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    doc.querySelectorAll("[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  doc.addEventListener("click", (event) => {
    doc.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* After an error the eye goes where it must: to the summary. */
  const summary = doc.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
