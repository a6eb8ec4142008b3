/** The figure on paper, when the reader prints the page: light, and as wide as the sheet. */

const SHEET = 660; // CSS pixels: a little less than A4 and Letter have between their margins

/** @param {import("./figure.js").Figure} figure @returns {() => void} stops it */
export function printing(figure) {
  const before = () => {
    figure.paper = true;
    figure.root.style.width = `${Math.min(SHEET, figure.root.clientWidth || SHEET)}px`;
    figure.size();
    figure.dress();
    figure.drawing?.resize();
  };
  const after = () => {
    figure.paper = false;
    figure.root.style.width = "";
    figure.size();
    figure.dress();
    figure.drawing?.resize();
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
