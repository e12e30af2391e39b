// What the browser tests ask of a page. Put into every page before its own scripts, and never served.
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));

window.measures = (() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const tag = (element) => element.outerHTML.slice(0, 120);
  const style = (element) => getComputedStyle(element);
  const words = (element) =>
    (element.getAttribute("aria-label") || element.textContent).replace(/\s+/g, " ").trim();
  const scrolls = (element) => ["auto", "scroll"].includes(style(element).overflowX);
  const cutOff = (element) => scrolls(element) || style(element).overflowX === "hidden";
  const parents = (element) =>
    element.parentElement ? [element.parentElement, ...parents(element.parentElement)] : [];
  const tooWideFor = (element) => element.scrollWidth > element.clientWidth + 1;
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  // Layout

  function sticksOut() {
    const width = document.documentElement.clientWidth;
    return all("body *")
      .filter((element) => shown(element) && !element.closest(".visually-hidden"))
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .filter((element) => !parents(element).some(cutOff))
      .map(tag);
  }

  function scrollsSideways() {
    return all("main *").filter(shown).filter(scrolls).filter(tooWideFor).map(tag);
  }

  function clipped() {
    return all("main *")
      .filter((element) => shown(element) && !element.closest(".visually-hidden, svg"))
      .filter((element) => style(element).overflowX !== "visible")
      .filter(tooWideFor)
      .map(tag);
  }

  function tablesOnPaper() {
    return all("main table").map((table) => [
      style(table.tHead).display,
      table.tFoot ? style(table.tFoot).display : "none",
      style(table.rows[0]).breakInside,
    ]);
  }

  // The keyboard. Radio buttons of one name are one stop.

  const stopOf = (element) => (element.type === "radio" ? element.name : element.dataset.stop);

  function stops() {
    const found = all(`${controls}, [tabindex='0']`)
      .filter((element) => shown(element) && !element.disabled && element.tabIndex >= 0);
    found.forEach((element, number) => { element.dataset.stop = number; });
    return Object.entries(Object.fromEntries(found.map((element) => [stopOf(element), tag(element)])));
  }

  const isOnPaper = () => matchMedia("print").matches;

  function goToTop() {
    scrollTo(0, 0);
    // The next Tab goes on from what had focus last: let that be the whole page.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.blur();
    document.body.removeAttribute("tabindex");
  }

  function focused() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { outlineStyle, outlineWidth, boxShadow } = style(element);
    const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
    return {
      stop: stopOf(element),
      tag: tag(element),
      isSeen: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
      isInside: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && width * height > 0,
    };
  }

  // What each key found in focus when it went down, so where the one before it had led; asked once
  // for all of them, for to ask takes as long as to press.
  const met = [];
  addEventListener("keydown", () => met.push(focused()), true);
  const startToFollow = () => { met.length = 0; };
  const followed = () => [...met.slice(1), focused()];

  // A link in a sentence is as high as its line: WCAG 2.5.8 excepts it.
  function isInSentence(element) {
    const beside = [...element.parentNode.childNodes].filter((node) => node !== element);
    const isText = (node) => node.nodeType === Node.TEXT_NODE
      || (node.nodeType === Node.ELEMENT_NODE && shown(node) && style(node).display === "inline");
    return style(element).display === "inline"
      && beside.some((node) => isText(node) && /\w/.test(node.textContent));
  }

  // What is only shown with focus, and boxes whose label is part of the target, are left out.
  function tooSmall() {
    return all(controls)
      .filter((element) => shown(element) && !element.matches(".skip, .skip-to-content-link"))
      .filter((element) => !isInSentence(element))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width < 23.5 || box.height < 23.5)
      .map(([element, box]) => `${box.width} x ${box.height}: ${tag(element)}`);
  }

  // Structure

  function headings() {
    return all("h1, h2, h3, h4, h5, h6").filter(shown)
      .map((element) => [Number(element.tagName[1]), words(element)]);
  }

  function landmarks() {
    return {
      mains: all("main, [role=main]").length,
      headers: all("body > header, [role=banner], #container > header").length,
      footers: all("body > footer, [role=contentinfo], #container > footer").length,
      navigations: all("nav").map((element) =>
        element.getAttribute("aria-label") || element.getAttribute("aria-labelledby")),
    };
  }

  function tables() {
    const found = all("main table");
    const cells = found.flatMap((table) => all("th, td", table));
    const isDrawn = (cell) => cell.querySelector("svg[role=img][aria-label], input, select, textarea");
    return {
      captions: found.map((table) => (table.caption ? words(table.caption) : "")),
      withoutScope: cells.filter((cell) => cell.tagName === "TH" && !cell.scope).map(tag),
      empty: cells.filter((cell) => !cell.textContent.trim() && !isDrawn(cell)).map(tag),
      spread: cells.filter((cell) => cell.colSpan > 1 || cell.rowSpan > 1).map(tag),
    };
  }

  function linksOfOneName() {
    const targets = {};
    all("a[href]").filter(shown).forEach((link) => {
      (targets[words(link)] ||= new Set()).add(link.href);
    });
    return Object.entries(targets)
      .filter(([name, of]) => !name || of.size > 1)
      .map(([name, of]) => [name, ...of]);
  }

  const repeatedIds = () => {
    const ids = all("[id]").filter((element) => !element.closest(".plot")).map(({ id }) => id);
    return ids.filter((id, place) => ids.indexOf(id) !== place);
  };

  const inlineStyles = () => all("[style]")
    .filter((element) => !element.closest(".plot, #js-plotly-tester")).map(tag);

  // Charts

  function chartsFit() {
    return all(".plot .main-svg").every((svg) =>
      svg.getBoundingClientRect().width <= svg.closest(".chart").clientWidth + 1);
  }

  function drawnBars() {
    return all("ul.bars").map((list) => all("svg", list).filter(
      (svg) => shown(svg) && svg.getBoundingClientRect().width > 50).length);
  }

  function loading() {
    const [page] = performance.getEntriesByType("navigation");
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const script = performance.getEntriesByType("resource").find(({ name }) => name.includes("plotly"));
    return { loaded: page.loadEventStart, painted: painted.startTime, asked: script.startTime };
  }

  return {
    chartsFit, clipped, drawnBars, focused, followed, goToTop, headings, inlineStyles, isOnPaper, landmarks,
    linksOfOneName, loading, repeatedIds, scrollsSideways, startToFollow, sticksOut, stops, tables, tablesOnPaper, tooSmall,
  };
})();
