/* The editor of a text with form: buttons, a preview as students see it, and what is pasted keeps its form. */

import { post } from "./lib/form_post.js";

const PAUSE = 400; // ms after the last key until the preview is asked for

for (const editor of document.querySelectorAll(".text-editor")) start(editor);

function start(editor) {
  const box = editor.querySelector("textarea");
  const asTyped = editor.querySelector("[data-as-typed] input");
  const preview = editor.querySelector(".text-preview");
  const problems = editor.querySelector(".text-problems");
  let waiting;
  let asked = "";

  async function look() {
    const text = box.value;
    if (text === asked) return;
    asked = text;
    const said = await post(editor.dataset.preview, { text });
    if (!said || text !== box.value) return;
    show(said);
  }

  function show(said) {
    const isPlain = asTyped?.checked;
    const shows = said.has_form && !isPlain;
    // The server has cleaned it: known elements and this site's pictures only.
    preview.lastElementChild.innerHTML = shows ? said.html : "";
    preview.hidden = !shows;
    if (asTyped) asTyped.closest("[data-as-typed]").hidden = !said.has_form && !isPlain;
    problems.textContent = shows ? said.problems.join(" ") : "";
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  }

  box.addEventListener("input", soon);
  asTyped?.addEventListener("change", () => {
    asked = "";
    look();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("paste", (event) => paste(event, editor, box));
  offerPictures(editor, box);
  const buttons = editor.querySelector(".form-buttons");
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => press(event.target.closest("button"), box));
  look();
}

/* Typed as by hand, so that the browser's Undo takes it back. */
export function type(box, text) {
  box.focus();
  if (!document.execCommand("insertText", false, text)) box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(button, box) {
  if (!button) return;
  const { around, before, insert } = button.dataset;
  const { selectionStart: from, selectionEnd: to, value } = box;
  const chosen = value.slice(from, to);
  if (around) {
    type(box, `${around}${chosen}${around}`);
    if (!chosen) box.setSelectionRange(from + around.length, from + around.length);
  } else if (before) {
    const begins = value.lastIndexOf("\n", from - 1) + 1;
    const lines = value.slice(begins, to).split("\n");
    box.setSelectionRange(begins, to);
    type(box, lines.map((line, place) => (before === "1. " ? `${place + 1}. ${line}` : `${before}${line}`)).join("\n"));
  } else if (insert) {
    const isBlock = insert.includes("\n");
    type(box, isBlock ? `${from ? "\n\n" : ""}${insert}\n` : insert);
  }
}

/* What comes from Word or a page with form is asked of the server; plain text is pasted as it is. */
async function paste(event, editor, box) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!/<(b|strong|i|em|u|sub|sup|table|ul|ol|blockquote|h[1-6])\b|mso-list|font-weight|vertical-align|font-style/i.test(html)) return;
  event.preventDefault();
  const plain = event.clipboardData.getData("text/plain");
  const said = await post(editor.dataset.fromHtml, { html: html.slice(0, 500_000) });
  type(box, said?.text ?? plain);
}

/* ---- pictures: asked for what they show before they are in the text ---- */

function offerPictures(editor, box) {
  const dialog = editor.querySelector("dialog");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  editor.querySelector("[data-picture]").addEventListener("click", (event) => {
    event.stopPropagation();
    part("wrong").textContent = "";
    dialog.showModal();
  });
  dialog.addEventListener("input", () => (part("wrong").textContent = ""));
  part("close").addEventListener("click", () => dialog.close());
  part("insert-it").addEventListener("click", async () => {
    const [file] = part("file").files;
    const alt = part("alt").value.trim();
    if (!file || !alt) {
      part("wrong").textContent = file ? "Say what the picture shows." : "Choose a picture first.";
      part(file ? "alt" : "file").focus();
      return;
    }
    part("insert-it").disabled = true;
    const said = await post(editor.dataset.addPicture, { file });
    part("insert-it").disabled = false;
    if (!said?.address) {
      part("wrong").textContent = said?.problem ?? "The server did not answer. Try again.";
      return;
    }
    dialog.close();
    type(box, pictured(said.address, alt, part("caption").value.trim(), part("credit").value.trim()));
    for (const name of ["file", "alt", "caption", "credit"]) part(name).value = "";
  });
  // Enter in a field of the dialog inserts the picture; it does not save the page's form.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      part("insert-it").click();
    }
  });
}

function pictured(address, alt, caption, credit) {
  const safe = (text) => text.replaceAll("|", "/").replaceAll('"', "”").replaceAll("[", "(").replaceAll("]", ")").replaceAll("\\", "/");
  const below = [safe(caption), credit ? safe(credit) : ""].filter((text, place) => place === 0 || text).join(" | ");
  return `\n\n![${safe(alt)}](${address}${below ? ` "${below}"` : ""})\n\n`;
}
