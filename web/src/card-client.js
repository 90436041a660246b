// For tests only: a card as a widely used client renders it (react-markdown with remark-gfm), in a narrow column.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";

globalThis.showCard = (place, detail) =>
  createRoot(place).render(createElement(Markdown, { remarkPlugins: [remarkGfm] }, detail));
