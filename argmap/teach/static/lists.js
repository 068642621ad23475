// Lists that are put in order: by buttons, by keys and by dragging; and answers that change nothing on the page.
"use strict";

/**
 * In a test, which has no button to check by: a button for an answer that changes nothing on the page.
 * @param {string} label @param {boolean} noted whether it is the answer already @param {() => void} act
 */
function asItIs(label, noted, act) {
  if (feedback) return null;
  const told = el("span", {class: "quiet"}, noted ? "noted" : "");
  return el("p", {class: "buttons"}, el("button", {type: "button", onclick: () => {
    act();
    told.textContent = "noted";
    say(`${label}: noted`);
  }}, label), told);
}

/** A list of options that can be moved by buttons, by keys and by dragging; of a chain only those count that were chosen. */
function movable(task, entry, changed, chain) {
  const key = task.answer;
  const ids = key.options.map((option) => option.id);
  const given = Array.isArray(entry.answer) ? [...new Set(entry.answer.filter((one) => ids.includes(one)))] : [];
  let order = chain || given.length === ids.length ? given : ids.slice();
  const list = el("ol", {class: "moving", "aria-label": `From ${key.ends[0]} to ${key.ends[1]}`});
  const pool = el("ul", {class: "pool", "aria-label": "Not used"});
  const textOf = (id) => key.options.find((option) => option.id === id).text;
  let dragged = null;

  /** @param {string} id @param {number} by @param {string} [way] the button that was pressed, which keeps the focus */
  function move(id, by, way) {
    const at = order.indexOf(id);
    const to = Math.max(0, Math.min(order.length - 1, at + by));
    if (to === at) return;
    order.splice(at, 1);
    order.splice(to, 0, id);
    done(() => buttonOf(id, way), `${textOf(id)}: place ${to + 1} of ${order.length}`);
  }

  /** Of the buttons of an option the one asked for, or else one that can be pressed. */
  function buttonOf(id, way) {
    const buttons = [...list.querySelectorAll(`[data-id="${CSS.escape(id)}"] button:not([disabled])`)];
    return buttons.find((one) => one.dataset.way === way) ?? buttons[0];
  }

  function done(focus, told) {
    changed(order.slice());
    draw();
    focus()?.focus();
    say(told);
  }

  function draw() {
    list.replaceChildren(...order.map((id, place) => {
      const item = el(
        "li",
        {
          "data-id": id,
          draggable: "true",
          ondragstart: (event) => {
            dragged = id;
            carry(event, id);
          },
          ondragover: (event) => event.preventDefault(),
          ondrop: (event) => {
            event.preventDefault();
            if (dragged !== null && dragged !== id && order.includes(dragged)) move(dragged, place - order.indexOf(dragged));
            dragged = null;
          },
          onkeydown: (event) => {
            const by = {ArrowUp: -1, ArrowDown: 1}[event.key];
            if (by) {
              event.preventDefault();
              move(id, by, event.target.dataset.way);
            }
          },
        },
        el("span", {class: "what"}, textOf(id)),
        el("span", {class: "buttons"},
          el("button", {type: "button", "data-way": "up", "aria-label": `Up: ${textOf(id)}`, disabled: place === 0, onclick: () => move(id, -1, "up")}, "↑"),
          el("button", {type: "button", "data-way": "down", "aria-label": `Down: ${textOf(id)}`, disabled: place === order.length - 1, onclick: () => move(id, 1, "down")}, "↓"),
          chain ? el("button", {type: "button", "data-way": "out", "aria-label": `Take out: ${textOf(id)}`, onclick: () => {
            order = order.filter((one) => one !== id);
            done(() => pool.querySelector(`[data-id="${CSS.escape(id)}"] button`), `${textOf(id)} taken out`);
          }}, "×") : null),
      );
      return item;
    }));
    pool.replaceChildren(...ids.filter((id) => !order.includes(id)).map((id) => el(
      "li", {"data-id": id},
      el("button", {type: "button", onclick: () => {
        const at = [...pool.children].findIndex((item) => item.dataset.id === id);
        order.push(id);
        // On to the next name; after the last one, to the list.
        done(() => (pool.children[at] ?? pool.lastElementChild)?.querySelector("button") ?? buttonOf(id, "up"), `${textOf(id)}: place ${order.length}`);
      }}, `+ ${textOf(id)}`),
    )));
  }

  draw();
  return el("div", {},
    el("p", {class: "end"}, `↑ ${key.ends[0]}`), list, el("p", {class: "end"}, `↓ ${key.ends[1]}`),
    chain ? el("p", {class: "quiet"}, "Press a name to add it at the end:") : null, chain ? pool : null,
    chain ? null : asItIs("This order is my answer", Array.isArray(entry.answer), () => changed(order.slice())));
}
