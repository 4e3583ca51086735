//! The Python source of a template.
//!
//! The template is a function `__M_body`, its definitions are functions beside it. Names that nothing in it
//! assigns are global, and the stand-in `mako` fills the module with the values of the context.

mod check;
mod loops;

use std::collections::HashSet;

use super::Mistake;
use super::fragments::{filtered, handed_on, identifiers, mentions, parts, repr};
use super::nodes::{Block, Call, Def, Keyword, Kind, Node};
use super::printer::{Printed, Printer};
pub(super) use check::check;
use loops::{counted_loop, uses_loop};

/// Writes the source of a template.
///
/// # Errors
/// [`Mistake`] where parts are where they cannot be.
pub(super) fn write(nodes: &[Node]) -> Result<Printed, Mistake> {
    let mut page = (String::new(), String::new());
    for node in nodes {
        if let Kind::Page { arguments, filters } = &node.kind {
            page = (arguments.clone(), filters.clone());
        }
    }
    let (arguments, filters) = page;
    let mut writer = Writer {
        printer: Printer::default(),
        page_filters: parts(&filters).into_iter().map(str::to_owned).collect(),
        names: HashSet::new(),
        controls: Vec::new(),
    };
    writer.module_code(nodes);
    for node in nodes {
        if let Kind::Def(def) = &node.kind {
            writer.declare(node.line, def.name())?;
            writer.def(node.line, def, Place::Def)?;
        }
    }
    writer.named_blocks(nodes, true)?;
    writer.body(&arguments, nodes)?;
    Ok(writer.printer.finish())
}

/// Whose statements are written: what a template assigns in its own blocks, its definitions see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Body,
    Def,
}

/// How a function begins and ends.
struct Function<'f> {
    header: &'f str,
    filters: &'f str,
    buffered: bool,
    place: Place,
    /// Whether a function around it has the loops.
    has_loops: bool,
}

struct Writer {
    printer: Printer,
    page_filters: Vec<String>,
    /// The names of definitions and blocks.
    names: HashSet<String>,
    /// The control lines that are open, and whether they are loops that count.
    controls: Vec<bool>,
}

impl Writer {
    fn module_code(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let Kind::ModuleCode(code) = &node.kind {
                self.printer.block(node.line, code);
            }
            self.module_code(node.body());
        }
    }

    fn declare(&mut self, line: usize, name: &str) -> Result<(), Mistake> {
        if self.names.insert(name.to_owned()) {
            return Ok(());
        }
        Err(Mistake::new(
            line,
            format!("There is another `<%def>` or `<%block>` with the name `{name}`."),
            "Give them different names.",
        ))
    }

    /// Blocks with a name are functions of the template, wherever they stand.
    fn named_blocks(&mut self, nodes: &[Node], allowed: bool) -> Result<(), Mistake> {
        for node in nodes {
            let within = match &node.kind {
                Kind::Block(block) => {
                    if let Some(name) = &block.name {
                        if !allowed {
                            return Err(Mistake::new(
                                node.line,
                                format!(
                                    "The block `{name}` has a name and stands inside of a function."
                                ),
                                "Leave its name out, or put it outside.",
                            ));
                        }
                        self.declare(node.line, name)?;
                        self.named_block(node.line, name, block)?;
                    }
                    allowed
                }
                Kind::Def(_) | Kind::Call(_) => false,
                Kind::Text(_)
                | Kind::Expression { .. }
                | Kind::Control { .. }
                | Kind::End(_)
                | Kind::Code(_)
                | Kind::ModuleCode(_)
                | Kind::Page { .. }
                | Kind::Verbatim { .. } => allowed,
            };
            self.named_blocks(node.body(), within)?;
        }
        Ok(())
    }

    fn named_block(&mut self, line: usize, name: &str, block: &Block) -> Result<(), Mistake> {
        let header = format!("def {name}({}):", with_page_arguments(&block.arguments));
        let function = Function {
            header: &header,
            filters: &block.filters,
            buffered: false,
            place: Place::Def,
            has_loops: false,
        };
        self.function(line, &function, &block.body)
    }

    fn body(&mut self, arguments: &str, nodes: &[Node]) -> Result<(), Mistake> {
        let header = format!("def __M_body({}):", with_page_arguments(arguments));
        let function = Function {
            header: &header,
            filters: "",
            buffered: false,
            place: Place::Body,
            has_loops: false,
        };
        self.function(1, &function, nodes)
    }

    fn def(&mut self, line: usize, def: &Def, place: Place) -> Result<(), Mistake> {
        let header = format!("def {}:", def.signature);
        let function = Function {
            header: &header,
            filters: &def.filters,
            buffered: def.buffered,
            place,
            has_loops: false,
        };
        self.function(line, &function, &def.body)
    }

    fn function(
        &mut self,
        line: usize,
        function: &Function<'_>,
        nodes: &[Node],
    ) -> Result<(), Mistake> {
        let filters = parts(function.filters);
        let is_captured = function.buffered || !filters.is_empty();
        self.printer.enter(line, function.header);
        self.printer
            .line(line, "__M_caller = context.caller_stack._push_frame()");
        if is_captured {
            self.printer.line(line, "context._push_buffer()");
        }
        self.printer.enter(line, "try:");
        self.contents(line, function, nodes)?;
        if !is_captured {
            self.printer.line(line, "return ''");
        }
        self.printer.leave();
        self.printer.enter(line, "finally:");
        if is_captured {
            self.printer
                .line(line, "__M_buffer = context._pop_buffer()");
        }
        self.printer.line(line, "context.caller_stack._pop_frame()");
        self.printer.leave();
        if is_captured {
            let text = filtered("__M_buffer.getvalue()", &filters);
            if function.buffered {
                self.printer.line(line, &format!("return {text}"));
            } else {
                self.printer.line(line, &format!("__M_writer({text})"));
                self.printer.line(line, "return ''");
            }
        }
        self.printer.leave();
        Ok(())
    }

    fn contents(
        &mut self,
        line: usize,
        function: &Function<'_>,
        nodes: &[Node],
    ) -> Result<(), Mistake> {
        let mut has_loops = function.has_loops;
        if !has_loops && uses_loop(nodes) {
            self.printer
                .line(line, "loop = __M_loop = __M_runtime.LoopStack()");
            has_loops = true;
        }
        let is_top = function.header.starts_with("def __M_body(");
        if is_top && let Some(names) = tuple(&handed_on(arguments_of(function.header))) {
            self.printer
                .line(line, &format!("__M_export(locals(), {names})"));
        }
        self.closures(nodes, function.place, is_top, has_loops)?;
        self.nodes(nodes, function.place)
    }

    /// Functions that stand inside of another: they are there before anything is written.
    fn closures(
        &mut self,
        nodes: &[Node],
        place: Place,
        is_top: bool,
        has_loops: bool,
    ) -> Result<(), Mistake> {
        for (index, node) in nodes.iter().enumerate() {
            match &node.kind {
                Kind::Def(def) if !is_top => self.def(node.line, def, place)?,
                Kind::Block(block) if block.name.is_none() => {
                    let header = format!("def {}():", anonymous(node.line, index));
                    let function = Function {
                        header: &header,
                        filters: &block.filters,
                        buffered: false,
                        place,
                        has_loops,
                    };
                    self.function(node.line, &function, &block.body)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node], place: Place) -> Result<(), Mistake> {
        // A function may end inside of the control lines of the one around it only if both are wrong.
        let outer = std::mem::take(&mut self.controls);
        for (index, node) in nodes.iter().enumerate() {
            self.node(nodes, index, node, place)?;
        }
        self.controls = outer;
        Ok(())
    }

    fn node(
        &mut self,
        siblings: &[Node],
        index: usize,
        node: &Node,
        place: Place,
    ) -> Result<(), Mistake> {
        let line = node.line;
        match &node.kind {
            Kind::Text(text) => self
                .printer
                .line(line, &format!("__M_writer({})", repr(text))),
            Kind::Expression { code, filters } => self.expression(line, code, filters),
            Kind::Control { keyword, text } if keyword.opens() => {
                self.open_control(line, *keyword, text, &siblings[index + 1..])?;
            }
            Kind::Control { text, .. } => {
                self.printer.leave();
                self.printer.enter(line, text);
                self.printer.line(line, "pass");
            }
            Kind::End(_) => self.end_control(line),
            Kind::Code(code) => {
                self.printer.block(line, code);
                if place == Place::Body
                    && let Some(names) = tuple(&identifiers(code))
                {
                    self.printer
                        .line(line, &format!("__M_export(locals(), {names})"));
                }
            }
            Kind::Verbatim { filters, text } => {
                let text = filtered(&repr(text), &parts(filters));
                self.printer.line(line, &format!("__M_writer({text})"));
            }
            Kind::Block(block) => {
                let call = match &block.name {
                    None => format!("{}()", anonymous(line, index)),
                    Some(name) => {
                        let mut arguments = handed_on(&block.arguments);
                        if !block.arguments.contains("**") {
                            arguments.push("**pageargs".to_owned());
                        }
                        format!("{name}({})", arguments.join(", "))
                    }
                };
                self.printer.line(line, &call);
            }
            Kind::Call(call) => self.call(line, call, place)?,
            Kind::ModuleCode(_) | Kind::Page { .. } | Kind::Def(_) => {}
        }
        Ok(())
    }

    fn expression(&mut self, line: usize, code: &str, filters: &str) {
        let own = parts(filters);
        let mut all: Vec<&str> = Vec::new();
        if !own.contains(&"n") {
            all.extend(self.page_filters.iter().map(String::as_str));
            if !all.contains(&"n") {
                all.insert(0, "str");
            }
        }
        all.extend(own);
        let text = filtered(code, &all);
        self.printer.line(line, &format!("__M_writer({text})"));
    }

    fn open_control(
        &mut self,
        line: usize,
        keyword: Keyword,
        text: &str,
        after: &[Node],
    ) -> Result<(), Mistake> {
        let counts = keyword == Keyword::For && loops::is_counted(after);
        if counts {
            let (targets, items) = counted_loop(text).ok_or_else(|| {
                Mistake::new(
                    line,
                    "The variable `loop` is used in a loop that is not of the form `for ... in ...:`.",
                    "Write the loop in that form.",
                )
            })?;
            self.printer
                .line(line, &format!("loop = __M_loop._enter({items})"));
            self.printer.enter(line, "try:");
            self.printer.enter(line, &format!("for {targets} in loop:"));
        } else {
            self.printer.enter(line, text);
        }
        self.printer.line(line, "pass");
        self.controls.push(counts);
        Ok(())
    }

    fn end_control(&mut self, line: usize) {
        self.printer.leave();
        if self.controls.pop() == Some(true) {
            self.printer.leave();
            self.printer.enter(line, "finally:");
            self.printer.line(line, "loop = __M_loop._exit()");
            self.printer.leave();
        }
    }

    fn call(&mut self, line: usize, call: &Call, place: Place) -> Result<(), Mistake> {
        self.printer.enter(line, "def __M_contents(caller):");
        let mut names = vec!["body".to_owned()];
        for node in &call.body {
            if let Kind::Def(def) = &node.kind {
                self.def(node.line, def, place)?;
                names.push(def.name().to_owned());
            }
        }
        self.printer
            .enter(line, &format!("def body({}):", call.arguments));
        if uses_loop(&call.body) {
            self.printer
                .line(line, "loop = __M_loop = __M_runtime.LoopStack()");
        }
        self.closures(&call.body, place, true, true)?;
        self.nodes(&call.body, place)?;
        self.printer.line(line, "return ''");
        self.printer.leave();
        self.printer
            .line(line, &format!("return [{}]", names.join(", ")));
        self.printer.leave();
        self.printer.line(
            line,
            "context.caller_stack.nextcaller = __M_runtime.Namespace('caller', __M_contents(__M_caller))",
        );
        self.printer.enter(line, "try:");
        self.expression(line, &call.expression, "");
        self.printer.leave();
        self.printer.enter(line, "finally:");
        self.printer
            .line(line, "context.caller_stack.nextcaller = None");
        self.printer.leave();
        Ok(())
    }
}

impl Def {
    /// The name before the parentheses.
    fn name(&self) -> &str {
        self.signature.split('(').next().unwrap_or_default().trim()
    }
}

/// The function of a block without a name.
fn anonymous(line: usize, index: usize) -> String {
    format!("__M_block_{line}_{index}")
}

fn with_page_arguments(arguments: &str) -> String {
    match arguments.trim() {
        "" => "**pageargs".to_owned(),
        given if given.contains("**") => given.to_owned(),
        given => format!("{}, **pageargs", given.trim_end_matches(',')),
    }
}

/// What is between the parentheses of a header.
fn arguments_of(header: &str) -> &str {
    let inside = header
        .split_once('(')
        .and_then(|(_, after)| after.rsplit_once(')'));
    inside.map_or("", |(arguments, _)| arguments)
}

/// A tuple of names as strings; `None` for no names.
fn tuple(names: &[String]) -> Option<String> {
    let plain: Vec<String> = names
        .iter()
        .filter(|name| !name.starts_with('*') && !name.contains('='))
        .map(|name| format!("{}, ", repr(name)))
        .collect();
    (!plain.is_empty()).then(|| format!("({})", plain.concat()))
}
