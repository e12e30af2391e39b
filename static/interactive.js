// Puts an interactive chart over each drawn one. Plotly is fetched only when the page has been
// painted and nothing else is waiting; where it does not come, the drawn chart stays.
(() => {
  "use strict";
  const source = document.currentScript.dataset.plotly;

  // Of many labels a narrow page has room for three, the last among them.
  function thin(axis) {
    if (!axis.tickvals || axis.tickvals.length <= 6) return;
    const every = Math.ceil(axis.tickvals.length / 3);
    const stays = (_, at, all) => (all.length - 1 - at) % every === 0;
    axis.tickvals = axis.tickvals.filter(stays);
    axis.ticktext = axis.ticktext.filter(stays);
  }

  function drawOver(data) {
    const figure = document.getElementById(data.id.replace(/-figure$/, ""));
    const { data: traces, layout } = JSON.parse(data.textContent);
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", "Interactive chart. The same figures stand in the table on this page.");
    figure.append(plot);
    if (plot.clientWidth < 480) {
      layout.font.size = 12;
      thin(layout.xaxis);
    }
    // The board may have a colour of its own.
    const colour = getComputedStyle(figure).getPropertyValue("--board").trim();
    const usual = "#1d4e6b";
    const own = (found) => (found === usual ? colour : found);
    traces.forEach(({ line, marker }) => {
      [line, marker, marker?.line].forEach((part) => {
        if (part?.color) part.color = Array.isArray(part.color) ? part.color.map(own) : own(part.color);
      });
    });
    window.Plotly.newPlot(plot, traces, layout, { responsive: true, displaylogo: false, displayModeBar: false })
      .then(() => figure.classList.add("interactive"), () => plot.remove());
  }

  // One after another, so that nobody who scrolls or types meanwhile has to wait for all of them.
  function drawEach([first, ...others]) {
    if (!first) return;
    drawOver(first);
    setTimeout(() => drawEach(others));
  }

  function drawAll() {
    drawEach(document.querySelectorAll('script[type="application/json"][id$="-figure"]'));
  }

  function fetchPlotly() {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", drawAll);
    document.head.append(script);
  }

  function whenPainted(work) {
    const painted = "first-contentful-paint";
    const tells = window.PerformanceObserver?.supportedEntryTypes?.includes("paint");
    if (!tells) return work();
    new PerformanceObserver((list, observer) => {
      if (!list.getEntriesByName(painted).length) return;
      observer.disconnect();
      work();
    }).observe({ type: "paint", buffered: true });
  }

  window.addEventListener("load", () => {
    const later = window.requestIdleCallback || ((work) => setTimeout(work, 200));
    whenPainted(() => later(fetchPlotly));
  });
})();
