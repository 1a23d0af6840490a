// @ts-check

/** @import { Note } from "./note-store.js" */

/**
 * Returns the page that shows `notes`.
 *
 * @param {readonly Note[]} notes
 * @returns {string}
 */
export function renderNotesPage(notes) {
  const items = notes.map(
    ({ id, text, writtenAt }) =>
      `<li value="${id}"><p>${escapeHtml(text)}</p><time datetime="${writtenAt}">${writtenAt}</time></li>`,
  );
  const body = items.length === 0 ? "<p>There are no notes yet.</p>" : `<ol reversed>${items.join("")}</ol>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><h1>Notes</h1>${body}</html>`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
