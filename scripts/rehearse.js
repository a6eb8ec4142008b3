/** What a program can notice of a lesson's page; evaluated in the page by scripts/rehearse.py. */
() => {
  const figure = document.querySelector(".js-plotly-plot");
  const layout = figure?._fullLayout || {};
  const all = (selector) => [...document.querySelectorAll(selector)];

  /** Texts of the figure that overlap one another or are cut by its edge. */
  const texts = () => {
    if (!figure) return [];
    const frame = figure.getBoundingClientRect();
    const boxes = [];
    for (const text of figure.querySelectorAll("svg text")) {
      const style = getComputedStyle(text);
      const box = text.getBoundingClientRect();
      const seen = text.textContent.trim() && style.visibility !== "hidden" && Number(style.opacity) > 0 && box.width && box.height;
      if (!seen || text.closest(".hoverlayer") || box.right < frame.left - 5000) continue; // there the fast lane hides them
      const blank = Math.min(2, box.height * 0.15); // letters do not fill the height of their line
      boxes.push({ text: text.textContent.slice(0, 40), left: box.left + 1, right: box.right - 1, top: box.top + blank, bottom: box.bottom - blank });
    }
    const found = boxes
      .filter((box) => box.left < frame.left - 3 || box.right > frame.right + 3 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)
      .map((box) => `“${box.text}” is cut by the edge`);
    const area = (box) => (box.right - box.left) * (box.bottom - box.top);
    boxes.forEach((one, at) => {
      for (const other of boxes.slice(at + 1)) {
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const overlap = width > 1.5 && height > 1.5 && width * height > 0.08 * Math.min(area(one), area(other));
        if (overlap) found.push(`“${one.text}” and “${other.text}” overlap`);
      }
    });
    return found;
  };

  const live = document.querySelector("[data-testid=live-figure]")?.dataset;
  return {
    frames: Number(live?.frames || 0),
    status: document.querySelector(".scope-status")?.innerText || "",
    exceptions: all("[data-testid=stException]").map((each) => `exception: ${each.innerText.slice(0, 200)}`),
    undefined: all("[data-testid=live-panel] .scope-value")
      // “undefined: …” is a sentence that a lesson gives in place of a number, with its reason.
      .filter((each) => each.offsetParent && /undefined(?!: \S)|^NaN$/.test(each.innerText.trim()))
      // So does the note under a law whose assumption is switched off.
      .filter((each) => !each.closest(".scope-fails")?.querySelector(".scope-note")?.innerText.trim())
      .map((each) => `no value: ${each.parentElement.innerText.replace(/\s+/g, " ")}`),
    texts: texts(),
    axes: Object.keys(layout)
      .filter((key) => /^[xy]axis/.test(key))
      .map((key) => `${key} ${(layout[key].range || []).map((value) => Number(value).toPrecision(4)).join(" to ")}`)
      .join(", "),
  };
}
