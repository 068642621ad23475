// The workbook: exercises one at a time, feedback at once, progress kept in this browser, results saved as a file.
// Every text of a pack is set as text, never as markup; nothing is fetched and nothing is sent.
"use strict";

/** @typedef {{answer?: any, later?: any, hints?: number, checks?: number, self?: boolean[]}} Entry */

const RESPONSES = "argmap-responses/1";
const MOST_COUNTED = 1000000;
const pack = JSON.parse(document.getElementById("pack").textContent);
const feedback = pack.feedback;
const storeName = `argmap-workbook-${pack.digest}`;
/** @type {{student: string, answers: Object<string, Entry>}} */
let state = {student: "", answers: {}};

/**
 * An element with attributes and children; strings become text.
 * @param {string} name @param {Object<string, any>} [attributes] @param {...(Node|string|null)} children
 * @returns {HTMLElement}
 */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}

/** What only those need to hear who do not see it happen. @param {string} text */
const say = (text) => {
  document.getElementById("live").textContent = text;
};

/** What everybody needs to read, and to hear. @param {string} text */
const tell = (text) => {
  document.getElementById("notice").textContent = text;
};

/** A statement of a list can be dragged; some browsers drag nothing that carries no data. */
const carry = (event, id) => event.dataTransfer.setData("text/plain", id);

/** @param {string} name @returns {Entry} */
function entryOf(name) {
  if (!Object.hasOwn(state.answers, name)) state.answers[name] = {};
  return state.answers[name];
}

// ------------------------------------------------------------------ what is kept

function keep() {
  try {
    localStorage.setItem(storeName, JSON.stringify(state));
  } catch {
    document.getElementById("kept").textContent = "This browser keeps nothing: save your results as a file before you close the page.";
  }
  showProgress();
}

/** @param {any} found @returns {boolean} whether it was a state of this pack */
function take(found) {
  if (!found || typeof found !== "object" || typeof found.answers !== "object") return false;
  if (found.answers === null || Array.isArray(found.answers)) return false;
  const known = new Set(pack.exercises.flatMap((exercise) => exercise.tasks.map((task) => `${exercise.id}/${task.id}`)));
  const answers = {};
  for (const [name, entry] of Object.entries(found.answers)) {
    if (known.has(name) && entry && typeof entry === "object" && !Array.isArray(entry)) answers[name] = sound(entry);
  }
  state = {student: typeof found.student === "string" ? found.student.slice(0, 100) : "", answers};
  return true;
}

/** An entry as the workbook writes it: what else a file holds in its place is left out. @param {any} entry @returns {Entry} */
function sound(entry) {
  const kept = {};
  for (const part of ["answer", "later"]) if (Object.hasOwn(entry, part)) kept[part] = entry[part];
  for (const part of ["hints", "checks"]) {
    if (Number.isInteger(entry[part]) && entry[part] > 0 && entry[part] <= MOST_COUNTED) kept[part] = entry[part];
  }
  if (Array.isArray(entry.self)) kept.self = entry.self.map((one) => one === true);
  return kept;
}

function remember() {
  try {
    take(JSON.parse(localStorage.getItem(storeName) ?? "null"));
  } catch {
    state = {student: "", answers: {}};
  }
}

function results() {
  return {format: RESPONSES, pack: pack.digest, student: state.student, answers: state.answers};
}

function saveFile() {
  const name = state.student.trim();
  if (name === "") {
    tell("Write your name or code first: your teacher must know whose file it is.");
    document.getElementById("student").focus();
    return;
  }
  const data = new Blob([JSON.stringify(results(), null, 1)], {type: "application/json"});
  // Letters of any script are kept: in a class that writes its names in Cyrillic all files would bear one name otherwise.
  const slug = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "student";
  const link = el("a", {href: URL.createObjectURL(data), download: `responses-${slug}.json`});
  document.body.append(link);
  link.click();
  link.remove();
  tell(`Your results are saved as ${link.download}, where your browser keeps downloads. Hand that file to your teacher.`);
}

/** @param {Event} event */
async function loadFile(event) {
  const [file] = event.target.files;
  if (!file) return;
  let found = null;
  try {
    found = JSON.parse(await file.text());
  } catch {
    // What is no JSON is no file of results, which is said below.
  }
  event.target.value = ""; // the same file can be chosen again
  if (found?.format !== RESPONSES) tell("This is no file of results. Your answers are as they were.");
  else if (found.pack !== pack.digest) tell("This file belongs to another workbook. Your answers are as they were.");
  else if (!take(found)) tell("This file of results is broken. Your answers are as they were.");
  else {
    keep();
    start();
    tell("Your saved answers are back.");
  }
}

// ------------------------------------------------------------------ forms of answer

const FORMS = {
  choice(task, name, entry, changed) {
    return el("fieldset", {}, el("legend", {class: "hidden"}, task.prompt), ...task.answer.options.map((option) => el(
      "label", {class: "option"},
      el("input", {type: "radio", name, value: option.id, checked: entry.answer === option.id, onchange: () => changed(option.id)}),
      el("span", {}, option.text))));
  },

  selection(task, name, entry, changed) {
    const chosen = new Set(Array.isArray(entry.answer) ? entry.answer : []);
    const none = () => {
      chosen.clear();
      for (const box of set.querySelectorAll("input")) box.checked = false;
      changed([]);
    };
    const set = el("fieldset", {}, el("legend", {class: "hidden"}, task.prompt), ...task.answer.options.map((option) => el(
      "label", {class: "option"},
      el("input", {type: "checkbox", name, value: option.id, checked: chosen.has(option.id), onchange: (event) => {
        if (event.target.checked) chosen.add(option.id);
        else chosen.delete(option.id);
        changed(task.answer.options.map((one) => one.id).filter((id) => chosen.has(id)));
      }}),
      el("span", {}, option.text))));
    const empty = Array.isArray(entry.answer) && entry.answer.length === 0;
    return el("div", {}, set, asItIs("None of these", empty, none));
  },

  ordering: (task, name, entry, changed) => movable(task, entry, changed, false),

  chain: (task, name, entry, changed) => movable(task, entry, changed, true),

  number(task, name, entry, changed) {
    const key = task.answer;
    return el("label", {class: "number"}, "Number: ", el("input", {
      type: "number", name, min: key.least, max: key.most, step: 1, inputmode: "numeric", value: entry.answer ?? "",
      oninput: (event) => changed(event.target.value === "" ? null : Number(event.target.value)),
    }));
  },

  grid(task, name, entry, changed) {
    const given = entry.answer && typeof entry.answer === "object" && !Array.isArray(entry.answer) ? {...entry.answer} : {};
    return el("div", {class: "grid"}, ...task.answer.rows.map((row) => el(
      "fieldset", {}, el("legend", {}, row.text),
      ...task.answer.columns.map((column) => el(
        "label", {class: "cell"},
        el("input", {type: "radio", name: `${name}/${row.id}`, value: column.id, checked: given[row.id] === column.id, onchange: () => {
          given[row.id] = column.id;
          changed({...given});
        }}),
        el("span", {}, column.text))))));
  },

  map: (task, name, entry, changed) => mapEditor(task, entry, changed),

  essay(task, name, entry, changed) {
    const area = el("textarea", {rows: 5, maxlength: LONGEST_ESSAY, "aria-label": task.prompt, oninput: (event) => changed(event.target.value)});
    area.value = typeof entry.answer === "string" ? entry.answer : "";
    return area;
  },
};

// ------------------------------------------------------------------ one exercise

/** @param {any} exercise @param {any} task */
function showTask(exercise, task, number) {
  const name = `${exercise.id}/${task.id}`;
  const entry = entryOf(name);
  // What was checked first is what counts; the key has been seen after that.
  const current = {answer: entry.later !== undefined ? entry.later : entry.answer};
  const out = el("div", {class: "feedback", tabindex: -1});
  const changed = (answer) => {
    current.answer = answer;
    if (entry.checks) entry.later = answer;
    else entry.answer = answer;
    keep();
  };
  const hints = el("ol", {class: "hints"});
  const hintButton = el("button", {type: "button", onclick: () => {
    entry.hints = Math.min(task.hints.length, (entry.hints ?? 0) + 1);
    keep();
    drawHints();
    say(task.hints[entry.hints - 1]);
  }});
  function drawHints() {
    const seen = Math.min(entry.hints ?? 0, task.hints.length);
    hints.replaceChildren(...task.hints.slice(0, seen).map((hint) => el("li", {}, hint)));
    hintButton.textContent = `Hint ${Math.min(seen + 1, task.hints.length)} of ${task.hints.length}`;
    hintButton.disabled = seen >= task.hints.length;
  }
  const check = el("button", {type: "button", class: "main", onclick: () => {
    if (isEmpty(current.answer) && !(task.answer.kind === "selection" || task.answer.kind === "ordering")) {
      say("Answer first.");
      out.replaceChildren(el("p", {}, "Answer first."));
      return;
    }
    if (current.answer === undefined || current.answer === null) changed(task.answer.kind === "ordering" ? task.answer.options.map((o) => o.id) : []);
    entry.checks = (entry.checks ?? 0) + 1;
    keep();
    showFeedback(out, task, current.answer, entry);
    out.focus();
  }}, task.answer.kind === "essay" ? "Compare" : "Check");
  if (task.hints.length) drawHints();
  if (feedback && entry.checks) showFeedback(out, task, current.answer, entry);
  return el("section", {class: "task", "aria-label": `Task ${number}`},
    el("h3", {}, `${number}. ${task.prompt}`),
    el("p", {class: "quiet"}, points(task.worth) + (task.judgement ? " · a matter of judgement: a range of answers is accepted" : "")),
    FORMS[task.answer.kind](task, name, current, changed),
    el("p", {class: "buttons"}, feedback ? check : null, feedback && task.hints.length ? hintButton : null),
    feedback && task.hints.length ? hints : null,
    feedback ? out : null);
}

const points = (number) => `${Math.round(number * 100) / 100} point${number === 1 ? "" : "s"}`;

function showFeedback(out, task, answer, entry) {
  const marked = mark(task, answer);
  const lines = [];
  if (task.answer.kind === "essay") {
    const self = Array.isArray(entry.self) ? entry.self : [];
    lines.push(el("p", {}, el("strong", {}, "One good answer: "), task.answer.model));
    lines.push(el("fieldset", {}, el("legend", {}, "Hold yours against it. Does it …"), ...task.answer.criteria.map((criterion, i) => el(
      "label", {class: "option"},
      el("input", {type: "checkbox", checked: self[i] === true, onchange: (event) => {
        self[i] = event.target.checked;
        entry.self = task.answer.criteria.map((_, k) => self[k] === true);
        keep();
      }}),
      el("span", {}, criterion)))));
    lines.push(el("p", {class: "quiet"}, "Your teacher marks this by the same criteria."));
  } else {
    const earned = marked.credit * task.worth;
    const verdict = marked.credit === 1 ? "Right" : marked.credit > 0 ? "Partly right" : "Not so";
    lines.push(el("p", {class: "verdict"}, el("strong", {}, `${verdict}: ${Math.round(earned * 100) / 100} of ${points(task.worth)}`)));
    const lost = told(task, marked, pack.losses, answer);
    if (lost.length) lines.push(el("ul", {}, ...lost.map((line) => el("li", {}, line))));
  }
  if (task.answer.kind === "map") {
    lines.push(el("p", {}, el("strong", {}, "On record, by the letters of the statements:")), el("ul", {}, ...task.answer.links.map(
      (link, number) => el("li", {}, `${inLetters(link)}. ${task.answer.says[number] ?? ""}`))));
  }
  lines.push(el("p", {}, el("strong", {}, "Why: "), task.reason.text));
  lines.push(el("p", {class: "quiet small"}, `On record: ${task.reason.records.join(", ")} (${task.reason.rule}).`));
  if (entry.checks > 1) lines.push(el("p", {class: "quiet small"}, "Your first answer is the one that counts."));
  out.replaceChildren(...lines);
}

/** @param {any} exercise */
function show(exercise) {
  const at = pack.exercises.indexOf(exercise);
  const aim = pack.aims.find((one) => one.type === exercise.type);
  const main = document.getElementById("main");
  const heading = el("h2", {tabindex: -1, id: "exercise"}, `${at + 1}. ${exercise.title}`);
  const step = (by, label) => {
    const other = pack.exercises[at + by];
    if (other) return el("a", {href: `#${encodeURIComponent(other.id)}`, class: "step"}, label);
    if (by < 0) return el("span");
    return el("button", {type: "button", class: "main", onclick: () => {
      saveFile();
      document.getElementById("notice").scrollIntoView({block: "nearest"});
    }}, "This was the last: save my results as a file");
  };
  main.replaceChildren(
    heading,
    el("p", {class: "quiet"}, `${exercise.type} · ${exercise.level} · ${aim.skill}; ${aim.concept} · You learn how one ${aim.learns}.`),
    ...exercise.material.map((material) => el("section", {class: "material"},
      el("h3", {}, material.heading),
      material.place ? el("p", {class: "quiet small"}, material.place) : null,
      ...material.lines.map((line) => el("p", {}, line)),
      material.passage ? el("blockquote", {}, material.passage) : null)),
    ...exercise.tasks.map((task, number) => showTask(exercise, task, number + 1)),
    el("nav", {class: "steps", "aria-label": "Before and after"}, step(-1, "← before"), step(1, "next →")));
  document.querySelectorAll("#contents a").forEach((link) => {
    if (link.hash === `#${encodeURIComponent(exercise.id)}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

// ------------------------------------------------------------------ the whole

function doneIn(exercise) {
  return exercise.tasks.filter((task) => {
    const entry = state.answers[`${exercise.id}/${task.id}`];
    return entry && (feedback ? entry.checks : !isEmpty(entry.answer) || (task.answer.kind === "selection" && Array.isArray(entry.answer)));
  }).length;
}

function showProgress() {
  const tasks = pack.exercises.reduce((sum, exercise) => sum + exercise.tasks.length, 0);
  const done = pack.exercises.reduce((sum, exercise) => sum + doneIn(exercise), 0);
  document.getElementById("progress").textContent = `${done} of ${tasks} tasks done`;
  pack.exercises.forEach((exercise, at) => {
    const state_ = doneIn(exercise);
    const mark_ = document.getElementById(`state-${at}`);
    if (mark_) mark_.textContent = state_ === exercise.tasks.length ? " ✓ done" : state_ ? ` ${state_} of ${exercise.tasks.length}` : "";
  });
}

function route(focus) {
  const exercise = pack.exercises.find((one) => `#${encodeURIComponent(one.id)}` === location.hash) ?? pack.exercises[0];
  if (!exercise) {
    document.getElementById("main").replaceChildren(el("p", {}, "This project yields no exercises."));
    return;
  }
  show(exercise);
  if (focus) toExercise();
}

function toExercise() {
  const heading = document.getElementById("exercise");
  heading?.focus();
  heading?.scrollIntoView();
}

/** On a narrow screen the list of exercises would stand between the student and the exercise. */
function fold() {
  if (window.matchMedia("(max-width: 48rem)").matches) document.getElementById("exercises").open = false;
}

function start() {
  const student = document.getElementById("student");
  student.value = state.student;
  showProgress();
  route(false);
}

function contents() {
  const groups = new Map();
  pack.exercises.forEach((exercise, at) => {
    if (!groups.has(exercise.type)) groups.set(exercise.type, []);
    groups.get(exercise.type).push([exercise, at]);
  });
  document.getElementById("contents").replaceChildren(...[...groups].map(([type, entries]) => el("li", {},
    el("span", {class: "type"}, `${type} ${pack.aims.find((aim) => aim.type === type).name}`),
    el("ul", {}, ...entries.map(([exercise, at]) => el("li", {},
      el("a", {href: `#${encodeURIComponent(exercise.id)}`}, `${at + 1}. ${exercise.level}`),
      el("span", {id: `state-${at}`, class: "quiet"})))))));
}

document.getElementById("student").addEventListener("input", (event) => {
  state.student = event.target.value;
  keep();
});
document.getElementById("save").addEventListener("click", saveFile);
document.getElementById("load").addEventListener("change", loadFile);
const forget = document.getElementById("forget");
forget.addEventListener("click", () => {
  if (forget.dataset.sure !== "yes") {
    forget.dataset.sure = "yes";
    forget.textContent = "Really forget all answers?";
    tell("Press again to forget all answers and the name. Saved files stay as they are.");
    return;
  }
  state = {student: "", answers: {}};
  forget.dataset.sure = "";
  forget.textContent = "Forget my answers";
  keep();
  start();
  tell("All answers are forgotten.");
});
forget.addEventListener("blur", () => {
  forget.dataset.sure = "";
  forget.textContent = "Forget my answers";
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // what stands behind # names an exercise
  toExercise();
});
window.addEventListener("hashchange", () => {
  fold();
  route(true);
});
remember();
contents();
fold();
start();
