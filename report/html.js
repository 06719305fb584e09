"use strict";
(() => {
  const tools = document.querySelector(".tools");
  // A finding is a row and the row below it, which says why.
  const findings = Array.from(document.querySelectorAll("tr.finding"), (row) => ({
    row,
    why: row.nextElementSibling,
    rule: row.closest(".rule"),
    text: (row.textContent + " " + row.nextElementSibling.textContent).toLowerCase(),
    severity: row.dataset.severity,
    site: row.dataset.site,
  }));
  const rules = Array.from(document.querySelectorAll(".rule"));

  function chosen() {
    const words = tools.querySelector("[name=search]").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(Array.from(tools.querySelectorAll("[name=severity]:checked"), (box) => box.value));
    const site = tools.querySelector("[name=site]").value;
    const heads = new Map(rules.map((rule) => [rule, rule.querySelector("h3").textContent.toLowerCase()]));
    return (f) =>
      severities.has(f.severity) && (site === "*" || f.site === site) &&
      words.every((word) => f.text.includes(word) || heads.get(f.rule).includes(word));
  }

  function filter() {
    const keep = chosen();
    const left = new Map(rules.map((rule) => [rule, rule.querySelector("tr.finding") === null ? 1 : 0]));
    let shown = 0;
    for (const f of findings) {
      const kept = keep(f);
      f.row.hidden = f.why.hidden = !kept;
      shown += kept;
      left.set(f.rule, left.get(f.rule) + kept);
    }
    for (const rule of rules)
      rule.hidden = left.get(rule) === 0;
    tools.querySelector("output").textContent =
      shown === findings.length ? `All ${shown} findings listed here are shown.` : `${shown} of the ${findings.length} findings listed here are shown.`;
  }

  const collator = new Intl.Collator("en", {numeric: true});
  function key(row, column) {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent;
  }

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const rows = Array.from(table.querySelectorAll("tr.finding"), (row) => [key(row, column), row, row.nextElementSibling]);
    rows.sort((a, b) => (down ? -1 : 1) * collator.compare(a[0], b[0]));
    for (const other of head.parentNode.cells)
      other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.tBodies[0].append(...rows.flatMap((row) => row.slice(1)));
  }

  for (const table of document.querySelectorAll("table.findings")) {
    Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(table, column, head));
    });
  }
  if (tools !== null) {
    tools.addEventListener("input", filter);
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.hidden = false;
    filter();
  }
  const closed = new Set();
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open])")) {
      closed.add(part);
      part.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const part of closed)
      part.open = false;
    closed.clear();
  });
})();
