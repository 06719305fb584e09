"""What a keyboard and a screen reader need, as far as a script can tell."""

HEADINGS = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => [+h.tagName[1], h.textContent.trim()])"

UNNAMED = """
const named = e => (e.getAttribute('aria-label') || '').trim() || e.textContent.trim() || [...(e.labels || [])].some(l => l.textContent.trim());
return [...document.querySelectorAll('input, select, textarea, button, a[href], summary, [role=img], [role=group], form, nav')]
    .filter(e => !named(e)).map(e => e.outerHTML.slice(0, 200))"""

TABLES = """
return [...document.querySelectorAll('table')].filter(t => !t.caption || !t.caption.textContent.trim()
    || [...t.querySelectorAll('th')].some(h => !['row', 'col'].includes(h.scope))
    || t.tHead === null).map(t => t.outerHTML.slice(0, 200))"""

BROKEN_REFERENCES = """
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
const lost = [...document.querySelectorAll('[aria-labelledby]')].filter(e => !document.getElementById(e.getAttribute('aria-labelledby'))).map(e => e.outerHTML.slice(0, 99));
const links = [...document.querySelectorAll('a[href^="#"]')].filter(e => !document.getElementById(e.getAttribute('href').slice(1))).map(e => e.outerHTML);
return [...twice, ...lost, ...links]"""

# WCAG 2.1 1.4.3, relative luminance as defined there; the background is that of the nearest ancestor that has one.
LOW_CONTRAST = """
const parse = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
const found = new Map();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let n = walker.nextNode(); n; n = walker.nextNode()) {
  const e = n.parentElement;
  if (!n.textContent.trim() || ['SCRIPT', 'STYLE', 'OPTION', 'DESC'].includes(e.tagName) || !e.checkVisibility()) continue;
  const a = light(parse(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e).slice(0, 3));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.set(e.tagName + '.' + e.className, [ratio.toFixed(2), n.textContent.trim().slice(0, 40)]);
}
return [...found]"""


def check(browser, expect):
    headings = browser.run(HEADINGS)
    expect("there is one first heading", [level for level, _ in headings].count(1) == 1, headings[:3])
    jumps = [(one, two) for one, two in zip(headings, headings[1:]) if two[0] > one[0] + 1]
    expect("headings leave out no level", headings[0][0] == 1 and not jumps, jumps)
    expect("no heading is empty", all(text for _, text in headings), headings)
    for landmark in ("header", "nav[aria-label]", "main", "footer"):
        expect(f"there is one {landmark}", browser.run(f"return document.querySelectorAll('body > {landmark}').length") == 1)
    expect("every control has a name", not browser.run(UNNAMED), browser.run(UNNAMED))
    expect("every table has a caption, a head and scopes", not browser.run(TABLES), browser.run(TABLES))
    expect("ids are unique and references lead somewhere", not browser.run(BROKEN_REFERENCES), browser.run(BROKEN_REFERENCES))
    expect("the language is told", browser.run("return document.documentElement.lang") == "en")
    for scheme in ("light", "dark"):
        browser.prefer(color_scheme=scheme)
        low = browser.run(LOW_CONTRAST)
        expect(f"contrast is 4.5 or more, {scheme}", not low, low)
    browser.prefer(reduced_motion="reduce")
    expect("nothing moves for who wants no motion", browser.run("return getComputedStyle(document.documentElement).scrollBehavior") == "auto")
    browser.prefer()
