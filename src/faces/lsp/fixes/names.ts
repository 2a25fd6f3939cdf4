/** Fixes of names that are declared and not used, or used and not declared. Pure. */
import { nameKey } from '../../../domain/names.js';
import { prepareNear, prepareSlip } from '../../../domain/nearest.js';
import { usualTerm } from '../../../domain/usual-terms.js';
import { findNearTerm } from '../../../gnn/ontology.js';
import { lineStart } from '../../../gnn/source.js';
import { findNameFaults } from '../../../validate/rules/names.js';
import { looksLikeTime } from '../../../validate/time-variables.js';
import { draftDeclaration } from './shape-text.js';
import {
  addToSection,
  option,
  remedy,
  remedyIf,
  removeLines,
  type Edit,
  type Fix,
  type FixContext,
  type Fixer,
} from './fix.js';

/** Replaces a name wherever it stands for one that is declared nowhere. */
function rename({ model, source }: FixContext, from: string, to: string): Edit[] {
  const thing = model.names().get(nameKey(from));
  return (thing?.occurrences ?? []).map(({ start, end }) => {
    // What follows the plain name, such as a prime, is part of the place.
    const written = source.text.slice(start, end);
    return { start, end, text: written === from ? to : written.replace(from, to) };
  });
}

/** Writes the name that was likely meant, or else declares the name, with the shape of its value. */
export const declareOrRename: Fixer = (context) => {
  const fault = findNameFaults(context.rules).undeclared.find(({ mentions }) =>
    mentions.some(({ at }) => at.line === context.found.line),
  );
  const found =
    findNameFaults(context.rules).undeclared.find(
      ({ name, mentions: [first] }) =>
        first.at.line === context.found.line &&
        context.source.text.startsWith(name, context.offset),
    ) ?? fault;
  if (found === undefined) return [];
  const { name, likely } = found;
  const { text: line, isKnown } = draftDeclaration(name, context.model.spec.model);
  const declaring = addToSection(context, 'StateSpaceBlock', [line]);
  if (likely === undefined) return remedyIf(isKnown, `Declare ${line}`, declaring);
  return [
    ...remedy(`Write ${likely}`, ...rename(context, name, likely)),
    ...option(`Declare ${line}`, declaring),
  ];
};

/** Names a declaration as its variable is used, says that it is the time, or deletes it. */
export const useOrDelete: Fixer = (context) => {
  const { rules, source, found, offset } = context;
  const variable = rules.model.variables.find(
    (it) => it.line === found.line && it.column === found.column,
  );
  if (variable === undefined) return [];
  const misspelt = findNameFaults(rules).undeclared.find(
    (it) => it.misspelt?.name === variable.name,
  );
  if (misspelt !== undefined) {
    const declared = { start: offset, end: offset + variable.name.length, text: misspelt.name };
    return [
      ...option(`Declare it as ${misspelt.name}`, declared),
      ...option(`Write ${variable.name} there`, ...rename(context, misspelt.name, variable.name)),
    ];
  }
  return [...sayTime(context, variable.name), ...deleteDeclaration(context, source)];
};

function sayTime(context: FixContext, name: string): Fix[] {
  const variable = context.rules.declared.get(nameKey(name));
  if (variable === undefined || !looksLikeTime(variable)) return [];
  if (context.rules.model.time?.variable) return [];
  const isStatic = context.rules.model.time?.mode === 'Static';
  return isStatic
    ? []
    : option(`Say that ${name} is the time`, addToSection(context, 'Time', [`Time=${name}`]));
}

function deleteDeclaration({ model, found }: FixContext, source: FixContext['source']): Fix[] {
  const others = model.spec.model.variables.filter((it) => it.line === found.line);
  if (others.length !== 1) return [];
  return option('Delete the declaration', removeLines(source, found.line, found.line + 1));
}

/** Deletes the second declaration of a variable. */
export const deleteSecond: Fixer = ({ source, found, offset, model }) => {
  const same = model.places.filter((it) => it.kind === 'declaration');
  const second = same.find((it) => it.start === offset);
  const ofLine = same.filter(
    (it) =>
      it.start >= lineStart(source, found.line) && it.start < lineStart(source, found.line + 1),
  );
  if (second === undefined || ofLine.length !== 1) return [];
  const edit = removeLines(source, found.line, found.line + 1);
  const title = 'Delete the second declaration';
  return option(title, edit);
};

/** Writes the known ontology term that is likely meant. */
export const writeTerm: Fixer = ({ model, source, offset }) => {
  const place = model.places.find((it) => it.kind === 'term' && it.start === offset);
  if (place === undefined) return [];
  const near = findNearTerm(source.text.slice(place.start, place.end));
  return near === undefined
    ? []
    : remedy(`Write ${near}`, { start: place.start, end: place.end, text: near });
};

/** Maps a variable with a usual name to its usual term. */
export const bindTerm: Fixer = (context) => {
  const { rules, found } = context;
  const variable = rules.model.variables.find(
    (it) => it.line === found.line && it.column === found.column,
  );
  const term = variable && usualTerm(variable.name);
  if (variable === undefined || term === undefined) return [];
  const line = `${variable.name}=${term}`;
  return option(`Add ${line}`, addToSection(context, 'ActInfOntologyAnnotation', [line]));
};

/** Writes the declared name or key that an unresolved dimension may be meant to be. */
export const writeDimension: Fixer = (context) => {
  const { model, rules, source, offset } = context;
  const place = model.places.find(
    (it) => it.kind === 'dimension' && offset <= it.start && it.start < offset + 8,
  );
  if (place === undefined) return [];
  const written = source.text.slice(place.start, place.end);
  const known = [
    ...rules.model.model_parameters.map((it) => it.name),
    ...rules.model.variables.map((it) => it.name),
  ].filter((it) => nameKey(it) !== nameKey(written));
  const near = prepareSlip(known)(written) ?? prepareNear(known)(written);
  return near === undefined ? [] : option(`Write ${near}`, ...rename(context, written, near));
};
