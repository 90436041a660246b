// The calculator without a reload: a choice asks the page for its new total and keeps it in the address.
"use strict";

const form = document.querySelector("[data-calculator]");
const total = form && form.querySelector("[data-total]");
let asked = 0;

const update = async () => {
  const turn = ++asked;
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = `${location.pathname}${chosen.size ? `?${chosen}` : ""}`;
  const answer = await fetch(address);
  if (!answer.ok || turn !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  total.replaceChildren(...page.querySelector("[data-total]").childNodes);
  history.replaceState(null, "", address);
};

if (form) {
  form.querySelector(".do .main").hidden = true;
  form.addEventListener("change", () => update().catch(() => form.submit()));
}
