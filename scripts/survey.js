/** Leads the figure of a lesson's page to a state, as a hand would, and waits for its picture; a sentence if it fails. */
async ([slug, values]) => {
  const script = performance.getEntriesByType("resource").find((each) => each.name.endsWith("/figure/store.js"));
  const { storeOf } = await import(script.name);
  const store = storeOf(slug);
  const { same } = await import(script.name.replace("figure/store.js", "common/arrays.js"));
  store.push(values);
  const end = performance.now() + 8000;
  const there = () => !store.busy && !store.dirty && !store.drafted && (store.message || same(store.frame.params, values));
  while (!there()) {
    if (performance.now() > end) return "its picture does not come";
    await new Promise((done) => setTimeout(done, 4));
  }
  if (store.unsettled) store.pause(); // at once, where a hand would rest for a moment
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return store.message && !same(store.frame.params, values) ? `it is not drawn: ${store.message}` : "";
};
