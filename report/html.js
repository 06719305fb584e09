"use strict";
(() => {
  const tools = document.querySelector(".tools");
  const findings = Array.from(document.querySelectorAll("tbody.finding"), (body) => ({
    body,
    text: body.textContent.toLowerCase(),
    severity: body.dataset.severity,
    site: body.dataset.site,
    shown: true,
  }));
  const rules = Array.from(document.querySelectorAll(".rule"));

  function chosen() {
    const words = tools.querySelector("[name=search]").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(Array.from(tools.querySelectorAll("[name=severity]:checked"), (box) => box.value));
    const site = tools.querySelector("[name=site]").value;
    const ruleText = new Map(rules.map((rule) => [rule, rule.querySelector("h3").textContent.toLowerCase()]));
    return (f) =>
      severities.has(f.severity) && (site === "*" || f.site === site) &&
      words.every((word) => f.text.includes(word) || ruleText.get(f.body.closest(".rule")).includes(word));
  }

  function filter() {
    const keep = chosen();
    let shown = 0;
    for (const f of findings) {
      f.shown = keep(f);
      f.body.hidden = !f.shown;
      shown += f.shown;
    }
    for (const rule of rules)
      rule.hidden = rule.querySelector("tbody.finding") !== null && rule.querySelector("tbody.finding:not([hidden])") === null;
    tools.querySelector("output").textContent =
      shown === findings.length ? `All ${shown} findings listed here are shown.` : `${shown} of the ${findings.length} findings listed here are shown.`;
  }

  const collator = new Intl.Collator("en", {numeric: true});
  function key(body, column) {
    const cell = body.rows[0].cells[column];
    return cell.dataset.value ?? cell.textContent;
  }

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const bodies = Array.from(table.tBodies, (body) => [key(body, column), body]);
    bodies.sort((a, b) => (down ? -1 : 1) * collator.compare(a[0], b[0]));
    for (const other of head.parentNode.cells)
      other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.append(...bodies.map((pair) => pair[1]));
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
