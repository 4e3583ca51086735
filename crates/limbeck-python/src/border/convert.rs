//! [`Tree`] to Python and back.
//!
//! Stand-in objects convert through their method `_tree_()`, which returns a kind and a dict of
//! fields. Dates, times, decimals, UUIDs and enum members have no such method; they become nodes
//! with their ISO text, and such nodes become them again on the way back.

use indexmap::IndexMap;
use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{
        PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyStr, PyTuple,
    },
};

use super::call::{KeptByPython, import};
use crate::{Node, Tree};

/// A Python value as a tree.
///
/// # Errors
/// `TypeError` if it is neither plain data nor a stand-in.
pub(crate) fn to_tree(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let types = &vm.ctx.types;
    let class = value.class();
    if vm.is_none(value) {
        return Ok(Tree::None);
    }
    if class.is(types.str_type) {
        return text(value, vm).map(Tree::Str);
    }
    if class.is(types.bool_type) {
        return Ok(Tree::Bool(value.to_owned().try_to_bool(vm)?));
    }
    if class.is(types.int_type) {
        return integer(value, vm);
    }
    if class.is(types.tuple_type) || class.is(types.list_type) {
        return list(value, vm);
    }
    if class.is(types.dict_type) {
        return dictionary(value, vm);
    }
    if let Some(kept) = value.downcast_ref::<KeptByPython>() {
        return Ok(Tree::Held(kept.0.clone()));
    }
    if let Some(convert) = vm.get_attribute_opt(value.to_owned(), "_tree_")?
        && !class.fast_issubclass(types.type_type)
    {
        return node(convert.call((), vm)?, vm);
    }
    plain_or_known(value, vm)
}

/// Values of other classes: the rarer plain ones, subclasses of plain ones, and the standard
/// library's value types.
fn plain_or_known(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let types = &vm.ctx.types;
    let class = value.class();
    let (module, name) = qualified_name(value, vm);
    match (module.as_str(), name.as_str()) {
        ("datetime", "datetime" | "date" | "time") => {
            let iso = vm.call_method(value, "isoformat", ())?;
            return Ok(known(&name, Tree::Str(text(&iso, vm)?)));
        }
        ("datetime", "timedelta") => return duration(value, vm),
        ("decimal", "Decimal") | ("uuid", "UUID") => {
            let shown = value.str(vm)?;
            return Ok(known(&name, Tree::Str(text(shown.as_object(), vm)?)));
        }
        _ => {}
    }
    if is_enum_member(value, vm)? {
        let name = value.get_attr("name", vm)?;
        let member = value.get_attr("value", vm)?;
        return Ok(Tree::Node(Box::new(Node {
            kind: "Enum".to_owned(),
            fields: IndexMap::from([
                ("name".to_owned(), to_tree(&name, vm)?),
                ("value".to_owned(), to_tree(&member, vm)?),
            ]),
        })));
    }
    if class.fast_issubclass(types.str_type) {
        return text(value, vm).map(Tree::Str);
    }
    if class.fast_issubclass(types.int_type) {
        return integer(value, vm);
    }
    if let Some(float) = value.downcast_ref::<PyFloat>() {
        return Ok(Tree::Float(float.to_f64()));
    }
    if let Some(bytes) = value.downcast_ref::<PyBytes>() {
        return Ok(Tree::Bytes(bytes.as_bytes().to_vec()));
    }
    if let Some(bytes) = value.downcast_ref::<PyByteArray>() {
        return Ok(Tree::Bytes(bytes.borrow_buf().to_vec()));
    }
    if class.fast_issubclass(types.dict_type) {
        return dictionary(value, vm);
    }
    if class.fast_issubclass(types.tuple_type)
        || class.fast_issubclass(types.list_type)
        || value.downcast_ref::<PySet>().is_some()
        || value.downcast_ref::<PyFrozenSet>().is_some()
        || matches!(
            name.as_str(),
            "dict_keys" | "dict_values" | "dict_items" | "generator"
        )
    {
        return list(value, vm);
    }
    let shown = value
        .repr(vm)
        .map_or_else(|_| name.clone(), |repr| repr.as_wtf8().to_string());
    Err(vm.new_type_error(format!(
        "limbeck cannot use {shown} here: its type {module}.{name} is not one that it knows"
    )))
}

fn known(kind: &str, value: Tree) -> Tree {
    Tree::Node(Box::new(Node {
        kind: kind.to_owned(),
        fields: IndexMap::from([("value".to_owned(), value)]),
    }))
}

/// A `timedelta` as ISO 8601 seconds, which keeps every microsecond and has no ambiguous unit.
fn duration(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let part =
        |name: &'static str| -> PyResult<i64> { value.get_attr(name, vm)?.try_into_value(vm) };
    let seconds = part("days")? * 86_400 + part("seconds")?;
    let microseconds = part("microseconds")?;
    let total = i128::from(seconds) * 1_000_000 + i128::from(microseconds);
    let sign = if total < 0 { "-" } else { "" };
    let (whole, fraction) = (
        total.unsigned_abs() / 1_000_000,
        total.unsigned_abs() % 1_000_000,
    );
    Ok(known(
        "timedelta",
        Tree::Str(format!("{sign}PT{whole}.{fraction:06}S")),
    ))
}

fn is_enum_member(value: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
    // A class without the `enum` module loaded has no enum members.
    let modules = vm.sys_module.get_attr("modules", vm)?;
    let Ok(module) = modules.get_item("enum", vm) else {
        return Ok(false);
    };
    match vm.get_attribute_opt(module, "Enum")? {
        Some(class) => value.is_instance(&class, vm),
        None => Ok(false),
    }
}

fn text(value: &PyObject, vm: &VirtualMachine) -> PyResult<String> {
    let text = value
        .downcast_ref::<PyStr>()
        .ok_or_else(|| vm.new_type_error("a string is needed"))?;
    text.to_str().map(str::to_owned).ok_or_else(|| {
        vm.new_value_error("the string has surrogates, which no database takes as text")
    })
}

fn integer(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let int = value
        .downcast_ref::<PyInt>()
        .ok_or_else(|| vm.new_type_error("an integer is needed"))?;
    Ok(match int.try_to_primitive::<i64>(vm) {
        Ok(small) => Tree::Int(small),
        Err(_) => Tree::BigInt(int.as_bigint().to_string()),
    })
}

fn list(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let elements = if let Some(tuple) = value.downcast_ref::<PyTuple>() {
        tuple.as_slice().to_vec()
    } else if let Some(list) = value.downcast_ref::<PyList>() {
        list.borrow_vec().to_vec()
    } else {
        vm.extract_elements_with(value, Ok)?
    };
    elements
        .iter()
        .map(|element| to_tree(element, vm))
        .collect::<PyResult<_>>()
        .map(Tree::List)
}

fn dictionary(value: &PyObject, vm: &VirtualMachine) -> PyResult<Tree> {
    let dict = value
        .downcast_ref::<PyDict>()
        .ok_or_else(|| vm.new_type_error("a dict is needed"))?;
    dict.into_iter()
        .map(|(key, value)| Ok((to_tree(&key, vm)?, to_tree(&value, vm)?)))
        .collect::<PyResult<_>>()
        .map(Tree::Dict)
}

/// What `_tree_()` returned: `(kind, fields)`, or any other value that stands for the object.
fn node(shape: PyObjectRef, vm: &VirtualMachine) -> PyResult<Tree> {
    if let Some(pair) = shape.downcast_ref::<PyTuple>()
        && let [kind, fields] = pair.as_slice()
        && let Some(kind) = kind.downcast_ref::<PyStr>()
        && let Some(fields) = fields.downcast_ref::<PyDict>()
    {
        let mut converted = IndexMap::with_capacity(fields.__len__());
        for (name, value) in fields {
            converted.insert(text(&name, vm)?, to_tree(&value, vm)?);
        }
        return Ok(Tree::Node(Box::new(Node {
            kind: text(kind.as_object(), vm)?,
            fields: converted,
        })));
    }
    to_tree(&shape, vm)
}

fn qualified_name(value: &PyObject, vm: &VirtualMachine) -> (String, String) {
    let class = value.class();
    let module = class
        .as_object()
        .get_attr("__module__", vm)
        .ok()
        .and_then(|module| {
            module
                .downcast_ref::<PyStr>()
                .map(|s| s.as_wtf8().to_string())
        })
        .unwrap_or_default();
    (module, class.name().to_string())
}

/// A tree as a Python value.
///
/// # Errors
/// An exception of the standard library if a node's text is not a value of its kind.
pub(crate) fn to_python(tree: &Tree, vm: &VirtualMachine) -> PyResult {
    Ok(match tree {
        Tree::None => vm.ctx.none(),
        Tree::Bool(value) => vm.ctx.new_bool(*value).into(),
        Tree::Int(value) => vm.ctx.new_int(*value).into(),
        Tree::BigInt(digits) => vm
            .ctx
            .types
            .int_type
            .as_object()
            .call((vm.ctx.new_str(digits.as_str()),), vm)?,
        Tree::Float(value) => vm.ctx.new_float(*value).into(),
        Tree::Str(value) => vm.ctx.new_str(value.as_str()).into(),
        Tree::Bytes(value) => vm.ctx.new_bytes(value.clone()).into(),
        Tree::List(elements) => {
            let elements = elements
                .iter()
                .map(|element| to_python(element, vm))
                .collect::<PyResult<Vec<_>>>()?;
            vm.ctx.new_list(elements).into()
        }
        Tree::Dict(pairs) => {
            let dict = vm.ctx.new_dict();
            for (key, value) in pairs {
                dict.set_item(&*to_python(key, vm)?, to_python(value, vm)?, vm)?;
            }
            dict.into()
        }
        Tree::Node(node) => node_to_python(node, vm)?,
        Tree::Held(held) => KeptByPython(held.clone()).into_ref(&vm.ctx).into(),
    })
}

/// A node as the value type it names, or as a dict of its fields with its kind under `""`.
fn node_to_python(node: &Node, vm: &VirtualMachine) -> PyResult {
    let value = || -> PyResult { to_python(node.fields.get("value").unwrap_or(&Tree::None), vm) };
    match node.kind.as_str() {
        kind @ ("datetime" | "date" | "time") => {
            let class = import("datetime", vm)?.get_attr(&*vm.ctx.new_str(kind), vm)?;
            vm.call_method(&class, "fromisoformat", (value()?,))
        }
        "timedelta" => import("_limbeck_values", vm)?
            .get_attr("timedelta", vm)?
            .call((value()?,), vm),
        "Decimal" => import("decimal", vm)?
            .get_attr("Decimal", vm)?
            .call((value()?,), vm),
        "json" => import("json", vm)?
            .get_attr("loads", vm)?
            .call((value()?,), vm),
        "UUID" => import("uuid", vm)?
            .get_attr("UUID", vm)?
            .call((value()?,), vm),
        kind => {
            let dict = vm.ctx.new_dict();
            dict.set_item("", vm.ctx.new_str(kind).into(), vm)?;
            for (name, field) in &node.fields {
                dict.set_item(name.as_str(), to_python(field, vm)?, vm)?;
            }
            Ok(dict.into())
        }
    }
}

/// The placeholder that a text was made from, if it was: opaque values leave a mark in every
/// text made from them.
pub fn placeholder_in(text: &str) -> Option<Node> {
    const MARK: &str = "zqlimbeckopaque";
    if !contains_ignoring_case(text, MARK) {
        return None;
    }
    let found = crate::interpreter::with_current(|vm| {
        let found = import("_placeholder", vm)?
            .get_attr("found", vm)?
            .call((vm.ctx.new_str(text),), vm)?;
        to_tree(&found, vm)
    })?;
    match found {
        Ok(Tree::Node(node)) => Some(*node),
        _ => None,
    }
}

/// Whether a text contains an ASCII word in whatever case.
fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}
