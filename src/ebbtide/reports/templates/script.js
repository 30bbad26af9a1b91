"use strict";
// Only conveniences: without this the page reads, scrolls, unfolds and prints all the same.

// A box that scrolls can be reached with the keyboard; one that does not would only be in the way.
const boxes = document.querySelectorAll(".scroll");
const fit = (box) => {
  if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
};
const watch = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
boxes.forEach((box) => watch.observe(box));

// Every figure can be saved as the drawing it is.
document.querySelectorAll("img[data-name]").forEach((image) => {
  const link = document.createElement("a");
  link.className = "file";
  link.href = image.src;
  link.download = image.dataset.name;
  link.textContent = image.dataset.name;
  image.closest("figure").querySelector("figcaption").append(" ", link);
});

// A paragraph that is meant to be pasted elsewhere can be copied at once.
document.querySelectorAll("[data-copy]").forEach((text) => {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const lines = [...text.querySelectorAll("p")].map((line) => line.textContent);
    await navigator.clipboard.writeText(lines.join("\n\n"));
    button.textContent = "Copied";
  });
  text.append(button);
});

// Folds are open on paper, and as they were afterwards.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach((fold) => { fold.open = true; });
});
addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
