// Shows the x-codeSamples of an operation above its responses, in Swagger UI 5.
// Use: SwaggerUIBundle({ url: "openapi.yaml", dom_id: "#swagger-ui", plugins: [CodeSamples] })
function CodeSamples(system) {
  const { createElement, useState } = system.React;

  function Samples({ samples }) {
    const [chosen, choose] = useState(0);
    const tab = ({ label, lang }, index) =>
      createElement(
        "button",
        {
          key: index,
          type: "button",
          role: "tab",
          className: "btn",
          "aria-selected": index === chosen,
          style: { margin: "0 4px 4px 0", fontWeight: index === chosen ? 700 : 400 },
          onClick: () => choose(index),
        },
        label || lang,
      );
    return createElement(
      "div",
      { className: "opblock-section code-samples" },
      createElement("div", { className: "opblock-section-header" }, createElement("h4", null, "Code samples")),
      createElement(
        "div",
        { style: { padding: "10px 20px" } },
        createElement("div", { role: "tablist" }, samples.map(tab)),
        createElement("pre", { className: "microlight" }, createElement("code", null, samples[chosen].source)),
      ),
    );
  }

  function above(Responses) {
    return (props) => {
      const operation = system.specSelectors.specJson().getIn(["paths", props.path, props.method]);
      const samples = operation && operation.get("x-codeSamples");
      return createElement(
        "div",
        null,
        samples && samples.size > 0 && createElement(Samples, { samples: samples.toJS() }),
        createElement(Responses, props),
      );
    };
  }

  return { wrapComponents: { responses: above } };
}
