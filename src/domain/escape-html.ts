import { escapeControls } from './escape-controls.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of a spec in HTML, in an element or a quoted attribute: its own marks are letters there. */
export function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (it) => ENTITIES[it] ?? it);
}
