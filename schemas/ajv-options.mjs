/** How the schemas are compiled, for the program and for the tests that hold its files against them. */
export const AJV_OPTIONS = {
  strict: true,
  strictTypes: true,
  allowUnionTypes: true,
  allErrors: false,
  $data: false,
  ownProperties: true,
};
