// Injected into every page before its own scripts; the same for all. It notes, all in performance.now():
//   changes: each new value of the slider, with the time of the mouse event before it;
//   paints:  each new value that the figure shows, when the frame that shows it has been painted;
//   tasks:   long tasks.
// Which value the figure shows is read from the figure itself: the place of the marker "x now" on its axis of degrees.
// After `follow` it is what the page says of its figure: data-params, which the page sets in the task that draws.
(() => {
  const MARKER = "x now";
  const notes = { changes: [], paints: [], tasks: [], moves: [], released: null, disagreements: 0 };
  const latest = { value: null, shown: null, mouse: null };
  let slider = null;
  let marker = null;
  let followed = null; // {name, values}: a control, and the values that its slider counts; null: it shows its value
  const round = (value) => Number(Number(value).toPrecision(9));

  // When is a change painted? What is written in a requestAnimationFrame callback is painted in that very frame, what
  // is written elsewhere in the next one. The frame is done when the page gets to do anything else: a message task, or,
  // since a busy browser puts frames and mouse events before messages, the next mouse event or the next frame.
  const request = window.requestAnimationFrame.bind(window);
  const channel = new MessageChannel();
  let inFrame = false;
  let waiting = []; // [run, frame], the frame once it is known

  function frameDone(before = Infinity) {
    const now = performance.now();
    const done = waiting.filter(([, frame]) => frame !== null && frame < before);
    waiting = waiting.filter((entry) => !done.includes(entry));
    for (const [run] of done) run(now);
  }
  channel.port1.onmessage = () => {
    inFrame = false;
    frameDone();
  };

  function enterFrame(time) {
    frameDone(time);
    if (!inFrame) channel.port2.postMessage(null);
    inFrame = true;
  }
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      enterFrame(time);
      callback(time);
    });

  function afterPaint(run) {
    const entry = [run, null];
    waiting.push(entry);
    const enter = (time) => {
      enterFrame(time);
      entry[1] = time;
      request(enterFrame);
    };
    if (inFrame) enter(document.timeline.currentTime);
    else request(enter);
  }

  function* roots(root) {
    yield root;
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) yield* roots(element.shadowRoot);
  }

  function find(selector, accept = () => true) {
    for (const root of roots(document))
      for (const element of root.querySelectorAll(selector)) if (accept(element)) return element;
    return null;
  }

  function findMarker() {
    const plot = find(".js-plotly-plot", (element) => element._fullData?.some((trace) => trace.name === MARKER));
    if (!plot) return null;
    const trace = plot._fullData.find((each) => each.name === MARKER);
    const point = plot.querySelector(`.trace${trace.uid} path.point`);
    return point && { point, plot, axis: trace.xaxis.replace("x", "xaxis"), figure: plot.closest("[data-params]") };
  }

  function told() {
    const figure = find("[data-params]", (each) => each.querySelector(".main-svg"));
    const value = figure && JSON.parse(figure.dataset.params)[followed.name];
    if (typeof value !== "number") return null;
    if (!followed.values) return round(value);
    const off = followed.values.map((each) => Math.abs(each - value));
    return off.indexOf(Math.min(...off));
  }

  // The value that the figure shows now, to the nearest degree; null while there is no figure.
  function shown() {
    if (followed) return told();
    if (!marker?.point.isConnected) marker = findMarker();
    if (!marker) return null;
    const place = /translate\(([-\d.e]+)/.exec(marker.point.getAttribute("transform"));
    const axis = marker.plot._fullLayout[marker.axis];
    return place && Math.round(axis.range[0] + (Number(place[1]) / axis._length) * (axis.range[1] - axis.range[0]));
  }

  function noteFigure() {
    const value = shown();
    if (value === null || value === latest.shown) return;
    latest.shown = value;
    const claimed = marker?.figure ? JSON.parse(marker.figure.dataset.params).angle : null;
    if (claimed !== null && claimed !== value) notes.disagreements += 1;
    afterPaint((time) => notes.paints.push([value, time]));
  }

  function sliderValue() {
    return round(slider.getAttribute("aria-valuenow") ?? slider.value);
  }

  function noteSlider() {
    const value = sliderValue();
    if (value === latest.value) return;
    latest.value = value;
    notes.changes.push([value, performance.now(), latest.mouse]);
  }

  // What was clicked last, and when.
  let clicked = null;
  window.addEventListener("click", (event) => (clicked = event.timeStamp), true);

  // Called once the page stands: `selector` names the slider.
  window.__probe = {
    follow(name, values) {
      followed = { name, values };
    },
    // When the figure of the page at that path is painted, once it is: since the click, or since the page was asked for.
    painted: (path) =>
      new Promise((resolve) => {
        const before = find("[data-params]");
        const parameters = before?.dataset.params;
        const fresh = (each) => each.querySelector(".main-svg") && (!clicked || each !== before || each.dataset.params !== parameters);
        const look = () => {
          if (location.pathname.endsWith(path) && find("[data-params]", fresh)) afterPaint((time) => resolve(time - (clicked ?? 0)));
          else request(look);
        };
        look();
      }),
    arm(selector) {
      slider = find(selector);
      slider.scrollIntoView({ block: "nearest" });
      latest.value = sliderValue();
      latest.shown = shown();
      slider.addEventListener("input", noteSlider, true);
      const attributes = ["value", "aria-valuenow", "aria-valuetext"];
      new MutationObserver(noteSlider).observe(slider, { attributes: true, attributeFilter: attributes });
      const figure = new MutationObserver(noteFigure);
      for (const root of roots(document)) figure.observe(root, { attributes: true, childList: true, subtree: true });
    },
    ready: (selector) => Boolean(find(selector)) && shown() !== null,
    state: () => ({ value: slider && sliderValue(), shown: shown() }),
    box(selector) {
      const { left, top, width, height } = find(selector).getBoundingClientRect();
      return { left, top, width, height };
    },
    take() {
      const taken = structuredClone(notes);
      Object.assign(notes, { changes: [], paints: [], tasks: [], moves: [], released: null, disagreements: 0 });
      return taken;
    },
  };
  window.addEventListener(
    "pointermove",
    (event) => {
      inFrame = false;
      frameDone();
      latest.mouse = event.timeStamp;
      for (const each of event.getCoalescedEvents()) notes.moves.push(each.timeStamp);
    },
    true,
  );
  window.addEventListener("pointerup", () => (notes.released = performance.now()), true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) notes.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask" });
})();
