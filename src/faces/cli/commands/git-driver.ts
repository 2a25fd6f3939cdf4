/** The commands that git is configured to call. Pure. */

// git leaves our side as it is where a driver cannot be started: it would look like the merge.
const MARK_BOTH =
  "{ echo '<<<<<<< ours'; cat %A; echo =======; cat %B; echo '>>>>>>> theirs'; } >%A.both && mv -f %A.both %A";

/** An archive stays as it is: its bytes are found by their hash. */
const MARK_FAILED = `case %P in *.json|*.jsonl) grep -q '^<<<<<<< ' %A || { ${MARK_BOTH}; };; esac`;

/**
 * Returns the command of a merge driver, for the shell that git calls. A registry or a log that it fails to
 * merge has marks afterwards, also if the program is gone.
 *
 * @param program - the command that starts this program
 */
export function describeDriver(program: string, options = ''): string {
  return `${program} merge %O %A %B --path %P${options} || { code=$?; ${MARK_FAILED}; exit $code; }`;
}

/** Returns the command of a merge tool that takes one side where both exclude each other. */
export function describeTool(program: string, side: string): string {
  return `${program} merge "$BASE" "$LOCAL" "$REMOTE" --path "$MERGED" --into "$MERGED" --prefer ${side}`;
}
