// The theme puts each block's copy button into a landmark of its own; one button is not a landmark.
const plain = () => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
};
new MutationObserver(plain).observe(document.documentElement, { childList: true, subtree: true });
