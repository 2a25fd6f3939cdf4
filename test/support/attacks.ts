/** Texts of a hostile spec: none may become anything but text, in whatever format. */

/** Each as a person may write it, and the part of it that has to be seen. */
export const ATTACKS: readonly (readonly [text: string, seen: string])[] = [
  ['<script>alert(1)</script>', '<script>alert(1)'],
  ['"><img src=x onerror=alert(2)>', '"><img src=x'],
  ["' onload='alert(3)", "onload='alert(3)"],
  ['</text></svg><h1>broken</h1>', '</text></svg>'],
  [']]><!-- cdata -->', ']]><!-- cdata'],
  ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;', '<!DOCTYPE x'],
  ['&lt;b&gt;&amp;#x3c;', '&lt;b&gt;'],
  ['</title><script>4</script>', '</title><script>'],
  ['</style><style>*{display:none}', '</style><style>'],
  ['javascript:alert(5)', 'javascript:alert(5)'],
  ['"]; n0 -> n1; evil [label="owned', '"]; n0 -> n1;'],
  ['\\"]; } digraph x {', '\\"]; } digraph'],
  ['"] --> x["owned"]:::bad', '"] --> x'],
  ['end subgraph x click n0 callback', 'end subgraph x'],
  ['%%{init: {"securityLevel":"loose"}}%%', '%%{init: {'],
  ['`<b>`#quot;#35;', '`<b>`#quot;'],
  ['\u202Eesrever\u2066', '\\u{202e}esrever'],
  ['bell\u0007 null\u0000 esc\u001b[31m', 'bell\\x07'],
  ['\uD800 \uFFFE \u{1FFFF}', '\\u{d800}'],
  [`Z${'\u0336\u0489\u0300'.repeat(50)}algo`, 'algo'],
  ['x'.repeat(10_000), 'xxxxx'],
];
