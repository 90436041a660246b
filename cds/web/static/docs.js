"use strict";

const dark = matchMedia("screen and (prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// For who hears the page: its head has a name, a heading stands between the title (h1) and the groups (h3), no link within
// a button (the button itself keeps the address), no choice among one server, and every field has a name.
const readable = ({ React: { createElement } }) => ({
  wrapComponents: {
    InfoContainer: (Original) => (properties) =>
      createElement("section", { "aria-label": "About" }, createElement(Original, properties)),
    ServersContainer: () => () => null,
    operations: (Original) => (properties) =>
      createElement("div", null, createElement("h2", { className: "unseen" }, "Addresses"), createElement(Original, properties)),
    DeepLink: () => ({ text }) => createElement("span", null, text),
    ExamplesSelect: (Original) => (properties) => createElement("label", null, createElement(Original, properties)),
    TextArea: (Original) => (properties) => createElement(Original, { "aria-label": "Request body", ...properties }),
  },
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector(".close-modal")?.click();
});

const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  syntaxHighlight: { theme: "obsidian" },
  supportedSubmitMethods: place.dataset.demo === "yes" ? ["get", "post"] : [],
  plugins: [readable],
});
