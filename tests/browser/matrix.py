"""The matrix of each site as the page shows it, and as the database has it."""
import sqlite3

SHOWN = """
const cells = {};
for (const box of document.querySelectorAll('div[data-site]')) {
  const table = box.querySelector('table.matrix');
  const heads = [...table.tHead.rows[0].cells].slice(1).map(h => h.dataset.class);
  for (const row of table.tBodies[0].rows)
    [...row.cells].slice(1).forEach((cell, n) => {
      const key = k => box.dataset.site + '|' + row.cells[0].dataset.role + '|' + k;
      const lines = [...cell.querySelectorAll('strong, span:not(.out):not([aria-hidden])')];
      if (heads[n] !== undefined) { if (!cell.classList.contains('blank')) cells[key(heads[n])] = [cell.className, ...lines.map(l => l.textContent)]; }
      else for (const line of lines) cells[key(line.dataset.class)] = ['none', line.textContent.replace(/ .*/, ' not covered')];
    });
}
return cells"""

VERDICTS = (("VIOLATION", "bad", "✕ ", "violating"), ("UNDETERMINABLE", "open", "? ", "undetermined"),
            ("COMPLIANT", "good", "✓ ", "compliant"), ("NOT_COVERED", "none", "", "not covered"))


def in_database(path, run):
    db = sqlite3.connect(path)
    cells = {}
    seen = db.execute("SELECT ifnull(site, ''), ifnull(role, ''), class, verdict, sum(flows) FROM v_traffic WHERE run = ? GROUP BY 1, 2, 3, 4", (run,))
    for site, role, name, verdict, flows in seen:
        cells.setdefault((site, role, name), {})[verdict] = flows
    expected = {}
    for site, role, name, transport, ports in db.execute(
            "SELECT site, role, class, transport, ports FROM v_expected WHERE run = ? ORDER BY transport", (run,)):
        expected.setdefault((site, role, name), []).append(f"{transport} {ports}".replace("1025-5000, 49152-65535", "dynamic"))
    told = {site for site, _, _ in expected}
    lines = {}
    for key in cells.keys() | expected.keys():
        flows = cells.get(key, {})
        text = [(tone, sign, f"{flows[verdict]:,} {word}") for verdict, tone, sign, word in VERDICTS if flows.get(verdict)]
        if text:
            shown = [text[0][0], text[0][1] + text[0][2], *(line for _, _, line in text[1:])]
        else:
            shown = ["await", "○ expected, not seen"]
        judged = any(flows.get(verdict) for verdict in ("VIOLATION", "UNDETERMINABLE", "COMPLIANT"))
        if key[0] in told and key not in expected and judged:
            shown.append("seen, not expected")
        if key in expected:
            shown.append("expected on " + "; ".join(expected[key]))
        lines["|".join(key)] = shown
    db.close()
    return lines


def check(browser, expect, path, run):
    shown, stored = browser.run(SHOWN), in_database(path, run)
    expect("the matrix has every pair of role and protocol that the database has", shown.keys() == stored.keys(),
           sorted(shown.keys() ^ stored.keys()))
    wrong = {key: (shown[key], stored[key]) for key in shown.keys() & stored.keys() if shown[key] != stored[key]}
    expect(f"each of the matrix's {len(stored)} cells agrees with the database", stored and not wrong, wrong)
