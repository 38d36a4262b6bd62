// The words that are selected in a script: by mouse, by finger, or sentence by sentence with the keys.

/* Where a script's text begins to be counted: in its nodes, the signs in it being no text. */
const nodesOf = (words) => {
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let at = 0; walker.nextNode(); at += walker.currentNode.length) nodes.push({ node: walker.currentNode, at });
  return nodes;
};

/* How many characters a text has, as the server counts them. */
const lengthOf = (text) => [...text].length;

const rangeOf = (words, start, end) => {
  const range = document.createRange();
  for (const { node, at } of nodesOf(words)) {
    if (start >= at && start <= at + node.length) range.setStart(node, start - at);
    if (end > at && end <= at + node.length) {
      range.setEnd(node, end - at);
      break;
    }
  }
  return range;
};

/* Return the selected words of a script without the space around them: { exact, start } as the server counts, with the
   range; null where none are selected. */
export function selectedIn(words) {
  const selection = getSelection();
  if (!words || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const exact = text.trim();
  if (!exact) return null;
  const start = before.toString().length + text.indexOf(exact);
  return passageAt(words, start, start + exact.length);
}

/* Return the words from one place of a script to another, counted as JavaScript counts. */
export function passageAt(words, start, end) {
  const text = words.textContent;
  return { exact: text.slice(start, end), start: lengthOf(text.slice(0, start)), from: start, to: end, range: rangeOf(words, start, end) };
}

/* Where the sentences of a script are, from start to end. */
const sentencesOf = (text) => {
  const sentences = [];
  for (const { index, segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
    const sentence = segment.trim();
    if (sentence) sentences.push([index + segment.indexOf(sentence), index + segment.indexOf(sentence) + sentence.length]);
  }
  return sentences;
};

/* Return the sentence after (`by` 1) or before (-1) a passage, or the passage with one more or less of them. */
export function sentenceFrom(words, now, by, { extends: isLonger = false } = {}) {
  const sentences = sentencesOf(words.textContent);
  if (!sentences.length) return null;
  if (!now) return passageAt(words, ...sentences.at(by > 0 ? 0 : -1));
  const last = sentences.findLastIndex(([start]) => start < now.to);
  const first = sentences.findLastIndex(([start]) => start <= now.from);
  const edge = isLonger || by > 0 ? last : first;
  const to = Math.min(Math.max(edge + by, isLonger ? Math.max(first, 0) : 0), sentences.length - 1);
  return isLonger ? passageAt(words, Math.min(now.from, sentences[to][0]), sentences[to][1]) : passageAt(words, ...sentences[to]);
}

/* Keep the passage to be seen while something else has the focus. */
export function show(range) {
  if (!globalThis.Highlight) return;
  if (range) CSS.highlights.set("selected-passage", new Highlight(range));
  else CSS.highlights.delete("selected-passage");
}
