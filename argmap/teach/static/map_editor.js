// The map editor: steps are added, joined, doubted and taken away by menus and buttons, or by dragging.
"use strict";

/** An editor of steps: by menus and buttons alone, or by dragging statements onto steps. */
function mapEditor(task, entry, changed) {
  const key = task.answer;
  const ids = key.options.map((option) => option.id);
  const textOf = (id) => key.options.find((option) => option.id === id).text;
  const copy = (links) => links.map((link) => ({...link, premises: [...link.premises], undercut_by: [...link.undercut_by]}));
  let links = copy(readLinks(key, entry.answer) ?? key.start);
  const steps = el("ol", {class: "links", "aria-label": "The steps of your map"});
  const outline = el("div", {class: "outline", "aria-label": "How your map reads", role: "group"});
  let dragged = null;

  const done = (told, focus) => {
    changed(copy(links));
    draw();
    if (focus) (steps.querySelector(focus) ?? adder.querySelector("select")).focus();
    say(told);
  };

  /** A menu of statements; choosing one acts at once and the menu goes back to its name. */
  function menu(label, names, act) {
    return el("select", {"aria-label": label, onchange: (event) => {
      if (event.target.value) act(event.target.value);
    }}, el("option", {value: ""}, label), ...names.map((id) => el("option", {value: id}, `${id}: ${textOf(id)}`)));
  }

  function chip(id, what, remove) {
    return el("span", {class: "chip"}, el("b", {}, id), ` ${textOf(id)} `,
      remove ? el("button", {type: "button", "aria-label": `Take out ${what} ${id}`, onclick: remove}, "×") : null);
  }

  const zone = (attributes, act, ...children) => el("div", {
    ...attributes,
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      if (dragged !== null) act(dragged);
      dragged = null;
    },
  }, ...children);

  function addPremise(number, id) {
    const link = links[number];
    if (id === link.conclusion || link.premises.includes(id)) return;
    link.premises.push(id);
    done(`${id} added to step ${number + 1}`, `[data-step="${number}"] select`);
  }

  function addUndercutter(number, id) {
    if (links[number].undercut_by.includes(id)) return;
    links[number].undercut_by.push(id);
    done(`${id} undercuts step ${number + 1}`, `[data-step="${number}"] select`);
  }

  function draw() {
    steps.replaceChildren(...links.map((link, number) => el("li", {"data-step": number},
      zone({class: "zone"}, (id) => addPremise(number, id),
        ...link.premises.flatMap((id, place) => [
          place ? el("span", {class: "with"}, " together with ") : null,
          chip(id, "premise", link.premises.length > 1 ? () => {
            link.premises = link.premises.filter((one) => one !== id);
            done(`${id} taken out of step ${number + 1}`, `[data-step="${number}"] select`);
          } : null),
        ].filter(Boolean)),
        menu("together with …", ids.filter((id) => id !== link.conclusion && !link.premises.includes(id)), (id) => addPremise(number, id))),
      el("p", {},
        el("select", {"aria-label": `Step ${number + 1}: supports or tells against`, onchange: (event) => {
          link.polarity = event.target.value;
          done(`Step ${number + 1} ${link.polarity === "support" ? "supports" : "tells against"}`, `[data-step="${number}"] p select`);
        }}, el("option", {value: "support", selected: link.polarity === "support"}, "supports"),
        el("option", {value: "attack", selected: link.polarity === "attack"}, "tells against")),
        " ", chip(link.conclusion, "conclusion", null)),
      zone({class: "zone under"}, (id) => addUndercutter(number, id), "Doubted by: ",
        ...link.undercut_by.map((id) => chip(id, "undercutter", () => {
          link.undercut_by = link.undercut_by.filter((one) => one !== id);
          done(`${id} no longer undercuts step ${number + 1}`, `[data-step="${number}"] select`);
        })),
        menu("a statement that doubts this step …", ids.filter((id) => !link.undercut_by.includes(id)), (id) => addUndercutter(number, id))),
      el("button", {type: "button", onclick: () => {
        links.splice(number, 1);
        done(`Step ${number + 1} taken away`, "");
        adder.querySelector("select").focus();
      }}, `Take step ${number + 1} away`))));
    outline.replaceChildren(el("h4", {}, "How it reads"), branch(key.root, new Set()));
  }

  function branch(id, above) {
    const below = links.filter((link) => link.conclusion === id && !above.has(id));
    const inner = new Set([...above, id]);
    return el("ul", {}, el("li", {}, el("b", {}, id), ` ${textOf(id)}`, ...below.map((link) => el("ul", {}, el("li", {},
      el("i", {}, link.polarity === "support" ? "because: " : "but: "), ...link.premises.map((premise) => branch(premise, inner)),
      ...link.undercut_by.map((one) => el("p", {}, el("i", {}, "though this is doubted: "), el("b", {}, one), ` ${textOf(one)}`)))))));
  }

  const pick = (label) => el("select", {"aria-label": label}, ...ids.map((id) => el("option", {value: id}, `${id}: ${textOf(id)}`)));
  const [premise, conclusion] = [pick("Premise"), pick("Conclusion")];
  conclusion.value = key.root;
  const polarity = el("select", {"aria-label": "Supports or tells against"},
    el("option", {value: "support"}, "supports"), el("option", {value: "attack"}, "tells against"));
  const adder = el("div", {class: "adder"}, el("h4", {}, "Add a step"), premise, " ", polarity, " ", conclusion, " ",
    el("button", {type: "button", onclick: () => {
      if (premise.value === conclusion.value) {
        say("A statement cannot bear on itself.");
        return;
      }
      links.push({conclusion: conclusion.value, polarity: polarity.value, premises: [premise.value], undercut_by: []});
      done(`Step ${links.length} added`, `[data-step="${links.length - 1}"] select`);
    }}, "Add"));
  const cards = el("ul", {class: "cards", "aria-label": "Statements"}, ...key.options.map((option) => el("li", {
    draggable: "true",
    ondragstart: (event) => {
      dragged = option.id;
      carry(event, option.id);
    },
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      if (dragged !== null && dragged !== option.id) {
        links.push({conclusion: option.id, polarity: "support", premises: [dragged], undercut_by: []});
        done(`Step ${links.length} added`, `[data-step="${links.length - 1}"] select`);
      }
      dragged = null;
    },
  }, el("b", {}, option.id), ` ${option.text}`)));
  draw();
  return el("div", {class: "map"},
    el("p", {class: "quiet"}, "Drag a statement onto another to let it support that one, onto a step to add a premise, or onto “Doubted by”. Or use the menus."),
    cards, adder, steps, outline);
}
