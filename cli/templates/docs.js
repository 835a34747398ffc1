"use strict";
(() => {
  // Search: everything with `data-find`; first what is called just so, then what begins with it.
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const contents = document.getElementById("contents");
  const all = [...document.querySelectorAll("[data-find]")].map((element) => ({
    text: element.dataset.find.toLowerCase(),
    label: element.dataset.label,
    kind: element.dataset.kind,
    anchor: element.id || element.closest("[id]").id,
  }));
  const rank = (it, word) => {
    if (it.label.toLowerCase() === word) return 0;
    return it.text.split(" ").includes(word) ? 1 : ` ${it.text}`.includes(` ${word}`) ? 2 : 3;
  };
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length === 0 ? [] : all.filter((it) => words.every((word) => it.text.includes(word)));
    hits.sort((a, b) => rank(a, words[0]) - rank(b, words[0]));
    found.replaceChildren(...hits.slice(0, 60).map((hit) => {
      const link = document.createElement("a");
      link.href = `#${hit.anchor}`;
      link.append(hit.label, " ");
      link.append(Object.assign(document.createElement("small"), { textContent: hit.kind }));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    if (words.length > 0 && hits.length === 0) {
      found.append(Object.assign(document.createElement("li"), { className: "none", textContent: "Nothing is called that." }));
    }
    found.hidden = words.length === 0;
    contents.hidden = words.length > 0;
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") found.querySelector("a")?.click();
    if (event.key === "Escape") { field.value = ""; search(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
  });
  // `schema.html?search=user_id` is a search that can be linked to.
  const asked = new URLSearchParams(location.search).get("search");
  if (asked) { field.value = asked; search(); }

  // The diagram: as a whole or in full size, and the lines of the table that is pointed at.
  const diagram = document.getElementById("diagram");
  const drawing = diagram.querySelector("svg");
  const width = Number(diagram.dataset.width);
  const zoom = (way) => {
    const now = drawing.getBoundingClientRect().width / width;
    if (way === "fit") {
      diagram.classList.remove("sized");
      drawing.style.width = "";
      return;
    }
    const scale = { full: 1, in: now * 1.25, out: now / 1.25 }[way];
    diagram.classList.add("sized");
    drawing.style.width = `${Math.round(width * Math.min(Math.max(scale, 0.05), 4))}px`;
  };
  document.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => zoom(button.dataset.zoom));
  });
  const lines = [...drawing.querySelectorAll(".line")];
  const choose = (box) => {
    diagram.classList.toggle("chosen", box !== null);
    lines.forEach((line) => line.classList.toggle("on", box === line.dataset.from || box === line.dataset.to));
  };
  drawing.querySelectorAll(".box").forEach((box) => {
    for (const event of ["mouseenter", "focus"]) box.addEventListener(event, () => choose(box.dataset.box));
    for (const event of ["mouseleave", "blur"]) box.addEventListener(event, () => choose(null));
  });
})();
