
"use strict";
// Adds searching and sorting to what can be read without. Nothing is made from text but text.
(() => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (count) => count.toLocaleString("en");
  const rows = (count) => number(count) + (count === 1 ? " row" : " rows");

  /** A table, its tools, and the ranks by which its rows are sorted. */
  function enliven(table) {
    const tools = table.parentElement.previousElementSibling;
    const status = tools.querySelector(".status");
    const all = Array.from(table.tBodies, (body, at) => ({
      body,
      at,
      ranks: body.dataset.ranks.split(" ").map((rank) => (rank === "-" ? null : Number(rank))),
      words: null,
    }));
    const input = tools.querySelector("input");
    if (input) searching(all, input, status);
    if (all.length > 1) sorting(table, all, status);
    const open = (is) => () => {
      for (const { body } of all) if (!body.hidden) for (const details of body.querySelectorAll("details")) details.open = is;
    };
    tools.querySelector("[data-open]")?.addEventListener("click", open(true));
    tools.querySelector("[data-close]")?.addEventListener("click", open(false));
    tools.hidden = false;
  }

  /** Shows the rows that have every word in them or in what they rest on. */
  function searching(all, input, status) {
    const search = () => {
      const wanted = fold(input.value).split(/\s+/u).filter(Boolean);
      let found = 0;
      for (const row of all) {
        if (wanted.length) row.words ??= fold(row.body.textContent);
        const shown = wanted.every((word) => row.words.includes(word));
        if (row.body.hidden === shown) row.body.hidden = !shown;
        found += shown;
      }
      status.textContent = wanted.length ? `${number(found)} of ${rows(all.length)}` : "";
    };
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, all.length > 2000 ? 200 : 60);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && input.value) {
        input.value = "";
        search();
      }
    });
  }

  /** Sorts by a column: upwards, downwards, then as the answer had it. Nothing is last both ways. */
  function sorting(table, all, status) {
    const headings = Array.from(table.tHead.rows[0].cells).slice(1);
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      heading.dataset.name = button.textContent;
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const before = heading.getAttribute("aria-sort");
        const now = { none: "ascending", ascending: "descending", descending: "none" }[before];
        for (const other of headings) other.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", now);
        const way = now === "descending" ? -1 : 1;
        const compare = (one, other) => {
          if (now === "none") return one.at - other.at;
          const [first, second] = [one.ranks[column], other.ranks[column]];
          if (first === second) return one.at - other.at;
          if (first === null) return 1;
          if (second === null) return -1;
          return way * (first - second);
        };
        const sorted = document.createDocumentFragment();
        for (const { body } of [...all].sort(compare)) sorted.append(body);
        table.append(sorted);
        status.textContent = now === "none" ? "As the answer had it" : `Sorted by ${button.textContent}, ${now}`;
      });
    });
  }

  document.documentElement.classList.add("js");
  document.querySelectorAll("table.rows").forEach(enliven);

  // Paper cannot be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
    closed = [];
  });
})();
