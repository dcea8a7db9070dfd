// The copy button of Material for MkDocs drops the line break at the end of a block. What is copied
// from a block of several lines should be the published bytes, to the last one.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-clipboard-target]");
  const code = button && document.querySelector(button.dataset.clipboardTarget);
  if (!code || code.closest("[data-copy]") || code.querySelector(".md-annotation")) return;
  if (code.textContent.trimEnd().includes("\n")) button.dataset.clipboardText = code.textContent;
}, true);
