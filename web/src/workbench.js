// The workbench works without this script. With it, a supposition or a dropped file changes the page in place, the
// tables of the trend become a plot, and what speaks of one cause or finding lights up together.
import { linkUp } from "./linking.js";
import { drawTrend } from "./trend.js";
import { whatIf } from "./what-if.js";

const result = document.getElementById("result");

const shown = () => {
  drawTrend(result.querySelector("#trend"));
};

linkUp(document);
whatIf(result, shown);
shown();

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const words = button.textContent;
  button.textContent = button.dataset.done;
  document.getElementById("announce").textContent = button.dataset.done;
  setTimeout(() => (button.textContent = words), 2000);
});
