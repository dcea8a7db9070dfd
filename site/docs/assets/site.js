// The theme puts each block's copy button into a landmark of its own; one button is not a landmark.
const plain = () => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
};
// A table that is wider than the page scrolls inside it: with the arrow keys too, once it can have the focus.
const scrollable = () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) {
    wrap.toggleAttribute("tabindex", wrap.scrollWidth > wrap.clientWidth);
    if (wrap.hasAttribute("tabindex")) wrap.tabIndex = 0;
  }
};
new MutationObserver(() => {
  plain();
  scrollable();
}).observe(document.documentElement, { childList: true, subtree: true });
addEventListener("resize", scrollable);
addEventListener("load", scrollable);
