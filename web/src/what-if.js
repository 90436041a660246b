// What-if and own files: the server answers with the part of the page that changes; the address keeps the sample and
// what is supposed, never a chart. A file stays in this page's memory.
import { markPinned } from "./linking.js";

const PREFIX = "if.";

export const whatIf = (result, shown) => {
  const announce = document.getElementById("announce");
  const refused = document.getElementById("refused");
  const picker = document.querySelector(".picker");
  let file = null; // { raw, name } of an own file
  let latest = 0;

  const supposed = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if ((name.startsWith(PREFIX) || name === "also") && value) query.set(name, value);
    }
    return query;
  };
  const sample = () => result.querySelector(".patient").dataset.sample;
  const language = () => new URLSearchParams(location.search).get("lang");

  const withLanguage = (query) => {
    if (language()) query.set("lang", language());
    return query;
  };

  const say = (text) => {
    refused.replaceChildren();
    if (!text) return;
    const note = document.createElement("p");
    note.className = "note";
    const strong = document.createElement("b");
    strong.textContent = `${result.dataset.refused} `;
    const told = document.createElement("span");
    if (text !== result.dataset.failed) told.lang = "en"; // reasons are English in every language
    told.textContent = text;
    note.append(strong, told);
    refused.append(note);
    note.scrollIntoView({ block: "nearest" });
  };

  const reason = async (answer) => {
    try {
      return (await answer.json()).issue[0].details.text;
    } catch {
      return result.dataset.failed;
    }
  };

  const ask = (address, query) => {
    if (!file) query.set("sample", sample());
    const url = `${address}?${withLanguage(query)}`;
    return file
      ? fetch(url, { method: "POST", body: file.raw, headers: { "Content-Type": "application/json" } })
      : fetch(url);
  };

  const replace = (html) => {
    const focused = document.activeElement?.id;
    result.innerHTML = html;
    const tables = result.querySelector("details.as-table");
    if (tables) tables.open = result.dataset.tables === "open"; // they stay open for who opened them
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    markPinned(document);
    shown();
    document.title = result.querySelector(".patient").dataset.title;
    announce.textContent = result.querySelector(".patient").dataset.announce.trim();
  };

  const update = async (query, { remember = true } = {}) => {
    const turn = ++latest;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(result.dataset.address, query);
      if (turn !== latest) return false;
      if (!answer.ok) {
        say(await reason(answer));
        return false;
      }
      const html = await answer.text();
      if (turn !== latest) return false;
      say("");
      replace(html);
      if (remember && !file) history.pushState(null, "", `?${address(query)}`);
      return true;
    } catch {
      say(result.dataset.failed);
      return false;
    } finally {
      if (turn === latest) result.removeAttribute("aria-busy");
    }
  };

  /** The address of what is shown: what was typed is by now a field of the form. */
  const address = (query) => {
    const kept = new URLSearchParams({ sample: query.get("sample") });
    const form = result.querySelector("[data-what-if]");
    for (const [name, value] of supposed(form)) if (name !== "also") kept.set(name, value);
    return withLanguage(kept);
  };

  result.addEventListener("change", (event) => {
    const form = event.target.closest("[data-what-if]");
    if (form && event.target.name.startsWith(PREFIX)) update(supposed(form));
  });
  result.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-what-if]");
    if (!form) return;
    event.preventDefault();
    update(supposed(form));
  });
  result.addEventListener("toggle", (event) => {
    if (event.target.matches("details.as-table")) result.dataset.tables = event.target.open ? "open" : "";
  }, true);
  result.addEventListener("click", async (event) => {
    const back = event.target.closest("[data-field]");
    if (back) {
      const query = supposed(result.querySelector("[data-what-if]"));
      query.delete(back.dataset.field);
      await update(query);
      result.querySelector("[data-what-if] input:checked, [data-what-if] select")?.focus({ preventScroll: true });
      return;
    }
    const download = event.target.closest("button[data-download]");
    if (download) {
      const answer = await ask(result.dataset.cards, supposed(result.querySelector("[data-what-if]")));
      if (!answer.ok) return say(await reason(answer));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = "cards-own-file.json";
      link.click();
      URL.revokeObjectURL(link.href);
    }
  });
  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search);
    const wanted = query.get("sample");
    if (file || (wanted && wanted !== sample())) location.reload();
    else update(query, { remember: false });
  });

  const take = async (chosen) => {
    if (!chosen) return;
    const before = file;
    file = { raw: chosen, name: chosen.name };
    if (await update(new URLSearchParams())) {
      picker.querySelector("[aria-current]")?.removeAttribute("aria-current");
      history.replaceState(null, "", `?${withLanguage(new URLSearchParams())}`);
      result.scrollIntoView({ block: "start" });
    } else file = before;
  };
  const own = document.querySelector("[data-own]");
  if (!own) return;
  own.addEventListener("submit", (event) => {
    event.preventDefault();
    take(own.querySelector("input[type=file]").files[0]);
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    take(event.dataTransfer.files[0]);
  });
};
