/** One scene of the builder: what it shows, and the fields for its caption, notes, sweep and controls. */

import { h, icon } from "../common/dom.js";
import { pictureOf } from "../stage/pictures.js";
import { askState } from "../stage/view.js";

/** @typedef {import("./mylecture.js").Scene} Scene */

const state = (/** @type {string} */ link) => [...new URLSearchParams(link)].map(([name, value]) => `${name} = ${value.length > 40 ? `${value.slice(0, 39)}…` : value}`).join(", ") || "as the lesson begins";

/** Whether a control means something in a state, which is told in the texts of links. */
export function seen(control, /** @type {any[]} */ controls, /** @type {string} */ link) {
  const told = new URLSearchParams(link);
  const value = (name) => told.get(name) ?? controls.find((each) => each.name === name)?.initial;
  return !control.when?.length || control.when.some((way) => Object.entries(way).every(([name, list]) => list.includes(value(name))));
}

/** The picture of a scene's state, drawn when it comes into sight. */
function picture(data, /** @type {Scene} */ scene, lesson) {
  const look = document.documentElement.classList.contains("scope-dark") ? "dark" : "light";
  const image = /** @type {HTMLImageElement} */ (h("img", { src: lesson.thumb ? `scope/thumbnail/${scene.lesson}.${look}.svg` : null, alt: "", width: 96, height: 54 }));
  const watch = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    watch.disconnect();
    const key = `${scene.lesson}?${scene.link}:${look}`;
    if (!drawn.has(key)) drawn.set(key, askState(data, scene.lesson, scene.link).then(({ frame }) => pictureOf(data, frame, look)));
    drawn.get(key).then(
      (address) => (image.src = address),
      () => drawn.delete(key), // the lesson's own card stays; another look at the page asks anew
    );
  });
  watch.observe(image);
  return image;
}

/** @type {Map<string, Promise<string>>} */
const drawn = new Map();

/** @param {any} page @param {Scene} scene @param {number} index @param {any} data */
export function editor(page, scene, index, data) {
  const lesson = data.lessons[scene.lesson];
  const title = lesson?.title || scene.title || scene.lesson || "A page of text";
  const last = page.lecture.scenes.length - 1;
  const name = `Scene ${index + 1}`;
  const act = (kind, picture, label, run, disabled = false) =>
    h("button", { type: "button", class: "scope-button", "data-act": kind, "aria-label": `${label}: ${name}`, title: label, disabled, onclick: run }, icon(picture));
  const item = h(
    "li",
    { class: "lec-scene", "data-scene": index },
    h(
      "div",
      { class: "lec-top" },
      h("span", { class: "lec-grip", draggable: "true", title: "Drag to another place", "aria-hidden": "true" }, icon("grip")),
      h("span", { class: "lec-number" }, String(index + 1)),
      lesson ? picture(data, scene, lesson) : null,
      h("div", { class: "lec-what" }, h("h3", {}, scene.lesson ? h("a", { href: scene.link ? `${scene.lesson}?${scene.link}` : scene.lesson }, title) : title), h("p", { class: "lec-state" }, scene.lesson ? state(scene.link) : "no figure", scene.steps ? `, and ${scene.steps.length} steps` : "")),
      h(
        "div",
        { class: "lec-acts", role: "group", "aria-label": name },
        act("up", "up", "Earlier", () => page.move(index, index - 1, "up"), index === 0),
        act("down", "down", "Later", () => page.move(index, index + 1, "down"), index === last),
        act("copy", "copy", "Duplicate", () => page.copy(index)),
        act("delete", "trash", "Delete", () => page.remove(index)),
      ),
    ),
    h("label", { class: "lec-field" }, "Caption", h("input", { class: "scope-field", "data-field": "caption", value: scene.caption, maxlength: data.limits.caption, placeholder: "The insight in one line", oninput: (event) => { scene.caption = event.target.value; page.keep(); } })),
    notes(page, scene, data),
    lesson ? sweep(page, scene, lesson) : scene.lesson ? h("p", { class: "lec-error" }, `There is no lesson ${scene.lesson} any more.`) : card(page, scene, data),
    lesson ? shown(page, scene, lesson) : null,
  );
  drag(page, item, index);
  return item;
}

function notes(page, scene, data) {
  const field = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "scope-field", "data-field": "notes", rows: 3, maxlength: data.limits.notes, placeholder: "What you will say; only you see it" }));
  field.value = scene.notes;
  field.addEventListener("input", () => {
    scene.notes = field.value;
    page.keep();
  });
  return h("label", { class: "lec-field" }, "Notes", field);
}

/** The title and the text of a scene without a figure. */
function card(page, scene, data) {
  const field = (key, label, node) => {
    node.value = scene[key] || "";
    node.addEventListener("input", () => {
      scene[key] = node.value;
      page.keep();
    });
    return h("label", { class: "lec-field" }, label, node);
  };
  return h(
    "div",
    {},
    field("title", "Title", /** @type {any} */ (h("input", { class: "scope-field", maxlength: data.limits.title, "data-field": "title" }))),
    field("text", "Text", /** @type {any} */ (h("textarea", { class: "scope-field", rows: 4, maxlength: data.limits.text, placeholder: "A formula stands on a line of its own: $A = UΣVᵀ$", "data-field": "text" }))),
    scene.image ? h("img", { class: "lec-image", src: scene.image, alt: scene.alt || "" }) : null,
  );
}

function sweep(page, scene, lesson) {
  // Only what moves something here; what an older version has chosen stays to be seen.
  const able = lesson.controls.filter((control) => control.swept && (seen(control, lesson.controls, scene.link) || control.name === scene.sweep?.name));
  if (!able.length) return null;
  const box = h("div", { class: "lec-sweep", role: "group", "aria-label": "Sweep" });
  const draw = () => {
    const now = scene.sweep;
    const control = able.find((each) => each.name === now?.name);
    const choice = h(
      "select",
      { class: "scope-field", "data-field": "sweep", onchange: (event) => { begin(event.target.value); box.querySelector("select").focus(); } },
      h("option", { value: "", selected: !control }, "nothing moves"),
      ...able.map((each) => h("option", { value: each.name, selected: each.name === now?.name }, each.label)),
    );
    const number = (key, label, low, high) =>
      h("label", {}, label, h("input", { class: "scope-field", type: "number", step: "any", min: low, max: high, value: now[key], "data-field": key, oninput: (event) => { event.target.setCustomValidity(""); if (event.target.value !== "" && Number.isFinite(event.target.valueAsNumber)) { now[key] = event.target.valueAsNumber; page.keep(); } } }));
    box.replaceChildren(
      h("label", {}, "Sweep", choice),
      ...(control ? [number("from", "from", control.low, control.high), number("to", "to", control.low, control.high), number("seconds", "seconds", 0.5, 120), start(now), h("span", { class: "lec-unit" }, `${control.low} to ${control.high}${control.unit || ""}`)] : []),
    );
  };
  const start = (/** @type {any} */ now) => {
    const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: now.start === "click", "data-field": "start" }));
    box.addEventListener("change", () => {
      if (box.checked) now.start = "click";
      else delete now.start;
      page.keep();
    });
    return h("label", {}, box, "waits for a key");
  };
  const begin = (name) => {
    const control = able.find((each) => each.name === name);
    if (scene.sweep && scene.show.length === 1 && scene.show[0] === scene.sweep.name) scene.show = [];
    scene.sweep = control ? { name, from: control.low, to: control.high, seconds: 6 } : null;
    if (control && !scene.show.length) scene.show = [name];
    page.keep();
    draw();
    box.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  };
  draw();
  return box;
}

function shown(page, scene, lesson) {
  const list = h("div", { class: "lec-show" });
  const boxes = lesson.controls.map((control) => {
    const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: scene.show.includes(control.name), "data-show": control.name }));
    box.addEventListener("change", () => {
      scene.show = boxes.filter((each) => each.checked).map((each) => each.dataset.show);
      summary.textContent = told();
      page.keep();
    });
    list.append(h("label", {}, box, control.label));
    return box;
  });
  const told = () => `On the screen: ${scene.show.map((name) => lesson.controls.find((each) => each.name === name)?.label || name).join(", ") || "no controls"}`;
  const summary = h("summary", {}, told());
  const details = h("details", { class: "lec-shown" }, summary, list);
  // A sweep that was just chosen brings its control to the screen.
  queueMicrotask(() =>
    details.parentElement?.addEventListener("shown", () => {
      for (const box of boxes) box.checked = scene.show.includes(box.dataset.show);
      summary.textContent = told();
    }),
  );
  return details;
}

/** The mouse takes a scene by its grip; keyboards and fingers have the arrows. */
function drag(page, item, index) {
  const grip = item.querySelector(".lec-grip");
  grip.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("application/x-scene", String(index));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(item, 20, 20);
  });
  item.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("application/x-scene")) return;
    event.preventDefault();
    item.classList.add("lec-over");
  });
  item.addEventListener("dragleave", () => item.classList.remove("lec-over"));
  item.addEventListener("drop", (event) => {
    event.preventDefault();
    item.classList.remove("lec-over");
    const from = Number.parseInt(event.dataTransfer.getData("application/x-scene"), 10);
    if (Number.isInteger(from)) page.move(from, index);
  });
}
