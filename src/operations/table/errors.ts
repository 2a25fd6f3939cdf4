/** The errors of resolving a reference to a model or version. */
export const REFERENCE_ERRORS = [
  'model-unknown',
  'version-unknown',
  'reference-ambiguous',
] as const;

/** The errors of reading the archived bytes of a version. */
export const ARCHIVE_ERRORS = ['archive-missing', 'archive-damaged'] as const;
