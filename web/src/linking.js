// Hovering or focusing anything that speaks of a cause or a finding lights up all that speaks of the same; a click on
// a cause keeps it lit until it is clicked again or another is chosen.

const MARKED = "[data-causes], [data-findings]";
const ids = (element, name) => (element.dataset[name] || "").split(" ").filter(Boolean);

let pinned = "";

const clear = (root) => root.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));

const light = (root, causes, findings) => {
  clear(root);
  if (!causes.length && !findings.length) return;
  for (const element of root.querySelectorAll(MARKED)) {
    const own = ids(element, "causes");
    const speaks = own.length
      ? own.some((id) => causes.includes(id))
      : ids(element, "findings").some((id) => findings.includes(id));
    if (speaks || (own.length && !causes.length && ids(element, "findings").some((id) => findings.includes(id)))) {
      element.classList.add("lit");
    }
  }
};

const rest = (root) => light(root, pinned ? [pinned] : [], []);

const follow = (root, target) => {
  const element = target instanceof Element ? target.closest(MARKED) : null;
  if (!element) return rest(root);
  const causes = ids(element, "causes");
  // A line that names causes is about those; a finding alone lights the findings.
  light(root, causes, causes.length ? [] : ids(element, "findings"));
};

export const markPinned = (root) => {
  for (const button of root.querySelectorAll("[data-pin]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pin === pinned));
  }
  rest(root);
};

export const linkUp = (root) => {
  root.addEventListener("pointerover", (event) => follow(root, event.target));
  root.addEventListener("focusin", (event) => follow(root, event.target));
  root.addEventListener("focusout", () => rest(root));
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pin]");
    if (!button) return;
    pinned = pinned === button.dataset.pin ? "" : button.dataset.pin;
    markPinned(root);
  });
};
