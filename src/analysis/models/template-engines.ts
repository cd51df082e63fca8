import type { Sink, TechnologyModel } from "./model.ts"

// The text of a template is code: each of these compiles its first argument.
const COMPILERS = [
  "ejs.render",
  "ejs.compile",
  "pug.compile",
  "pug.render",
  "pug.compileClient",
  "jade.compile",
  "jade.render",
  "nunjucks.renderString",
  "nunjucks.compile",
  "nunjucks.configure().renderString",
  "nunjucks.Environment().renderString",
  "nunjucks.Template",
  "handlebars.compile",
  "handlebars.precompile",
  "handlebars.create().compile",
  "hbs.handlebars.compile",
  "lodash.template",
  "underscore.template",
  "eta.renderString",
  "eta.compile",
  "eta.Eta().renderString",
  "eta.Eta().renderStringAsync",
  "eta.Eta().compile",
  "swig.render",
  "swig.compile",
  "swig-templates.render",
  "swig-templates.compile",
  "dot.template",
  "dot.compile",
  "doT.template",
  "liquidjs.Liquid().parseAndRender",
  "liquidjs.Liquid().parseAndRenderSync",
  "liquidjs.Liquid().parse",
  "mustache.render",
  "twig.twig",
  // A stylesheet is a program too.
  "libxslt.parse",
  "libxslt.parseAsync",
  "squirrelly.render",
]

/** Packages that compile a text into a template. */
export const templateEngines: TechnologyModel = {
  technology: "a template engine",
  packages: ["handlebars", "express-handlebars"],
  sinks: [
    ...COMPILERS.map((call): Sink => ({ call, kind: "template", arguments: [0], properties: ["data"], needs: "string" })),
    ...["ejs.renderFile", "pug.renderFile", "nunjucks.render", "eta.Eta().render", "liquidjs.Liquid().renderFile"].map((call): Sink => ({
      call,
      kind: "template",
      arguments: [0],
      needs: "path",
    })),
  ],
}
