/** What is written to disk, snake_case: every shape has its one definition in `schemas/`. */
export type * from './generated/shapes.js';
