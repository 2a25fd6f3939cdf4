/** What a reference to a model or a version can be answered with. */
export const REFERENCE_ERRORS = [
  'model-unknown',
  'version-unknown',
  'reference-ambiguous',
] as const;

/** What the archived bytes of a version can be answered with. */
export const ARCHIVE_ERRORS = ['archive-missing', 'archive-damaged'] as const;
