/** Going to another page of the application without loading it anew, as a click on one of Streamlit's own links does. */

/**
 * Streamlit's own switch of pages from Python leaves an entry in the browser's history for this page without its state,
 * and Back then leads to that one. It follows the browser's history, though: so the address is put there, once.
 */
export function visit(/** @type {string} */ address) {
  history.pushState({}, "", new URL(address, document.baseURI));
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}
