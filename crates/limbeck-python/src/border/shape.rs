//! [`Shape`]: what a statement is apart from the values that are bound in it.
//!
//! Data migrations execute the same statement again and again with other values. What was made of one
//! of them serves all of the same shape, as SQLAlchemy's cache of compiled statements has it: the
//! shape is found by walking over the objects, without calling anything of theirs.

use std::cell::Cell;
use std::collections::HashMap;

use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{
        PyBaseObject, PyBytes, PyDict, PyDictRef, PyFloat, PyInt, PyList, PyStr, PyStrInterned,
        PyTuple, PyTupleRef,
    },
};

use super::{to_python, to_tree};
use crate::Tree;

/// How many values a statement may have that is worth remembering.
const MOST_VALUES: usize = 64;

/// How deep elements may be inside one another.
const DEEPEST: usize = 60;

thread_local! {
    /// Whether something has shown that what is made of a statement depends on more than its shape.
    static DEPENDS_ON_VALUES: Cell<bool> = const { Cell::new(false) };
}

/// What a statement and its parameters are apart from the values that are bound in them, and these
/// values.
#[derive(Debug)]
pub struct Shape {
    key: Vec<u8>,
    values: Vec<Tree>,
    /// What the key knows by its address, which nothing else may get as long as the key is in use.
    _known: Vec<PyObjectRef>,
}

impl Shape {
    /// The same for statements that differ in their values only.
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The values, in order; `None` and booleans are part of the shape.
    pub fn values(&self) -> &[Tree] {
        &self.values
    }

    /// The shape of a statement with the parameters of its execution; `None` for one that holds
    /// something of which nobody knows what it does.
    pub(super) fn of(
        statement: &PyObject,
        parameters: &PyObject,
        vm: &VirtualMachine,
    ) -> Option<Self> {
        let mut walk = Walk {
            names: Names::new(vm),
            key: Vec::with_capacity(512),
            values: Vec::new(),
            known: Vec::new(),
            met: Vec::new(),
            depth: 0,
            vm,
        };
        walk.value(statement, false)?;
        walk.value(parameters, true)?;
        Some(Self {
            key: walk.key,
            values: walk.values,
            _known: walk.known,
        })
    }
}

/// The same statement and parameters with other values, as trees.
pub(super) fn with_values(
    statement: &PyObject,
    parameters: &PyObject,
    values: &[Tree],
    vm: &VirtualMachine,
) -> PyResult<(Tree, Tree)> {
    let mut copying = Copying {
        names: Names::new(vm),
        copies: HashMap::new(),
        values: values.iter(),
        vm,
    };
    let statement = copying.value(statement, false)?;
    let parameters = copying.value(parameters, true)?;
    Ok((to_tree(&statement, vm)?, to_tree(&parameters, vm)?))
}

/// Makes trees, and tells whether one of them depends on more than the shape of its element.
pub(super) fn noting_dependence<T>(make: impl FnOnce() -> T) -> (T, bool) {
    let before = DEPENDS_ON_VALUES.replace(false);
    let made = make();
    (made, DEPENDS_ON_VALUES.replace(before))
}

/// Notes that the tree of an element depends on more than its shape: a type that computes what is
/// bound, a function that is called.
pub(super) fn note_dependence() {
    DEPENDS_ON_VALUES.set(true);
}

/// What an object is to a shape.
enum Part<'o> {
    /// `None`, a boolean, a plain value that is no bound one.
    Plain,
    /// A bound value.
    Value,
    Sequence(Vec<PyObjectRef>),
    Dict(&'o PyDict),
    /// Something that stays the same object: a class, a table of a `MetaData`.
    Same,
    /// An element of a statement, and which of its attributes hold bound values.
    Element(Option<PyDictRef>, Option<PyTupleRef>),
}

/// The names that say what objects are.
struct Names {
    module: &'static PyStrInterned,
    known_by_identity: &'static PyStrInterned,
    values_in: &'static PyStrInterned,
}

impl Names {
    fn new(vm: &VirtualMachine) -> Self {
        Self {
            module: vm.ctx.intern_str("__module__"),
            known_by_identity: vm.ctx.intern_str("_known_by_identity"),
            values_in: vm.ctx.intern_str("_values_in"),
        }
    }

    /// What an object is; `None` for one that nobody knows.
    fn part<'o>(&self, object: &'o PyObject, bound: bool, vm: &VirtualMachine) -> Option<Part<'o>> {
        let types = &vm.ctx.types;
        let class = object.class();
        if vm.is_none(object) || class.is(types.bool_type) {
            return Some(Part::Plain);
        }
        if class.is(types.str_type)
            || class.is(types.int_type)
            || class.is(types.float_type)
            || class.is(types.bytes_type)
        {
            return Some(if bound { Part::Value } else { Part::Plain });
        }
        if let Some(tuple) = object.downcast_ref_if_exact::<PyTuple>(vm) {
            return Some(Part::Sequence(tuple.as_slice().to_vec()));
        }
        if let Some(list) = object.downcast_ref_if_exact::<PyList>(vm) {
            return Some(Part::Sequence(list.borrow_vec().to_vec()));
        }
        if let Some(dict) = object.downcast_ref_if_exact::<PyDict>(vm) {
            return Some(Part::Dict(dict));
        }
        if class.fast_issubclass(types.type_type) {
            return Some(Part::Same);
        }
        let module = class.get_attr(self.module)?;
        match module.downcast_ref::<PyStr>()?.to_str()? {
            "datetime" | "decimal" | "uuid" if bound => Some(Part::Value),
            "sqlalchemy" => self.element(object),
            name if name.starts_with("sqlalchemy.") => self.element(object),
            _ => None,
        }
    }

    fn element<'o>(&self, object: &'o PyObject) -> Option<Part<'o>> {
        let class = object.class();
        if class.get_attr(self.known_by_identity).is_some() {
            return Some(Part::Same);
        }
        // What it holds besides its attributes is not seen.
        if class.slots.member_count > 0 || !object.downcastable::<PyBaseObject>() {
            return None;
        }
        let values_in = match class.get_attr(self.values_in) {
            Some(names) => Some(names.downcast::<PyTuple>().ok()?),
            None => None,
        };
        Some(Part::Element(object.dict(), values_in))
    }
}

/// Whether an attribute holds bound values.
fn holds_values(values_in: Option<&PyTupleRef>, name: &PyObject) -> bool {
    let Some(name) = name.downcast_ref::<PyStr>() else {
        return false;
    };
    values_in.is_some_and(|names| {
        names.iter().any(|known| {
            known
                .downcast_ref::<PyStr>()
                .is_some_and(|known| known.as_wtf8() == name.as_wtf8())
        })
    })
}

/// Writes the key of a shape. Every part begins with a letter and has a known length, so that no two
/// shapes have one key.
struct Walk<'v> {
    names: Names,
    key: Vec<u8>,
    values: Vec<Tree>,
    known: Vec<PyObjectRef>,
    /// The elements so far; one that comes again is the same one.
    met: Vec<usize>,
    depth: usize,
    vm: &'v VirtualMachine,
}

impl Walk<'_> {
    fn value(&mut self, object: &PyObject, bound: bool) -> Option<()> {
        match self.names.part(object, bound, self.vm)? {
            Part::Plain => self.plain(object),
            Part::Value => {
                self.key.push(b'v');
                self.values.push(to_tree(object, self.vm).ok()?);
                (self.values.len() <= MOST_VALUES).then_some(())
            }
            Part::Sequence(items) => {
                let is_tuple = object.class().is(self.vm.ctx.types.tuple_type);
                self.number(if is_tuple { b't' } else { b'l' }, items.len());
                items.iter().try_for_each(|item| self.value(item, bound))
            }
            Part::Dict(dict) => {
                self.number(b'd', dict.__len__());
                for (key, value) in dict {
                    self.value(&key, false)?;
                    self.value(&value, bound)?;
                }
                Some(())
            }
            Part::Same => {
                self.number(b'o', object.get_id());
                self.known.push(object.to_owned());
                Some(())
            }
            Part::Element(attributes, values_in) => {
                let id = object.get_id();
                if let Some(place) = self.met.iter().position(|met| *met == id) {
                    self.number(b'r', place);
                    return Some(());
                }
                self.met.push(id);
                self.number(b'e', object.class().get_id());
                self.attributes(attributes, values_in.as_ref())
            }
        }
    }

    fn attributes(
        &mut self,
        attributes: Option<PyDictRef>,
        values_in: Option<&PyTupleRef>,
    ) -> Option<()> {
        let Some(attributes) = attributes else {
            return Some(());
        };
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        self.number(b'a', attributes.__len__());
        for (name, value) in &attributes {
            self.plain(&name)?;
            self.value(&value, holds_values(values_in, &name))?;
        }
        self.depth -= 1;
        Some(())
    }

    fn plain(&mut self, object: &PyObject) -> Option<()> {
        if self.vm.is_none(object) {
            self.key.push(b'n');
        } else if let Some(text) = object.downcast_ref::<PyStr>() {
            self.bytes(b's', text.as_wtf8().as_bytes());
        } else if object.class().is(self.vm.ctx.types.bool_type) {
            let value = object.to_owned().try_to_bool(self.vm).ok()?;
            self.key.extend([b'b', u8::from(value)]);
        } else if let Some(int) = object.downcast_ref::<PyInt>() {
            self.bytes(b'i', int.as_bigint().to_string().as_bytes());
        } else if let Some(float) = object.downcast_ref::<PyFloat>() {
            self.bytes(b'f', &float.to_f64().to_le_bytes());
        } else {
            let bytes = object.downcast_ref::<PyBytes>()?;
            self.bytes(b'y', bytes.as_bytes());
        }
        Some(())
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.number(kind, bytes.len());
        self.key.extend_from_slice(bytes);
    }

    fn number(&mut self, kind: u8, number: usize) {
        self.key.push(kind);
        self.key.extend_from_slice(&number.to_le_bytes());
    }
}

/// Copies a statement with other values. What was the same element is the same one in the copy.
struct Copying<'v, 't> {
    names: Names,
    copies: HashMap<usize, PyObjectRef>,
    values: std::slice::Iter<'t, Tree>,
    vm: &'v VirtualMachine,
}

impl Copying<'_, '_> {
    fn value(&mut self, object: &PyObject, bound: bool) -> PyResult {
        let ctx = &self.vm.ctx;
        Ok(match self.names.part(object, bound, self.vm) {
            None | Some(Part::Plain | Part::Same) => object.to_owned(),
            Some(Part::Value) => match self.values.next() {
                Some(value) => to_python(value, self.vm)?,
                None => object.to_owned(),
            },
            Some(Part::Sequence(items)) => {
                let items: Vec<PyObjectRef> = items
                    .iter()
                    .map(|item| self.value(item, bound))
                    .collect::<PyResult<_>>()?;
                if object.class().is(ctx.types.tuple_type) {
                    ctx.new_tuple(items).into()
                } else {
                    ctx.new_list(items).into()
                }
            }
            Some(Part::Dict(dict)) => {
                let copy = ctx.new_dict();
                for (key, value) in dict {
                    let key = self.value(&key, false)?;
                    copy.set_item(&*key, self.value(&value, bound)?, self.vm)?;
                }
                copy.into()
            }
            Some(Part::Element(attributes, values_in)) => {
                self.element(object, attributes, values_in.as_ref())?
            }
        })
    }

    fn element(
        &mut self,
        object: &PyObject,
        attributes: Option<PyDictRef>,
        values_in: Option<&PyTupleRef>,
    ) -> PyResult {
        if let Some(copy) = self.copies.get(&object.get_id()) {
            return Ok(copy.clone());
        }
        let copied = attributes.as_ref().map(|_| self.vm.ctx.new_dict());
        let class = object.class().to_owned();
        let copy = self.vm.ctx.new_base_object(class, copied.clone());
        self.copies.insert(object.get_id(), copy.clone());
        if let (Some(attributes), Some(copied)) = (attributes, copied) {
            for (name, value) in &attributes {
                let value = self.value(&value, holds_values(values_in, &name))?;
                copied.set_item(&*name, value, self.vm)?;
            }
        }
        Ok(copy)
    }
}
