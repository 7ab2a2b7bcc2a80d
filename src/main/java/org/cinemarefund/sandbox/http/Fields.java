package org.cinemarefund.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an object of a request strictly, field by field; what nobody asked for is undefined. */
final class Fields {
    /** Nobody pays ten trillion yuan; sums of what is below never overflow. */
    private static final long MAX = 1_000_000_000_000_000L;

    private final JsonNode node;
    private final String pointer;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Fields> inner = new ArrayList<>();

    Fields(JsonNode node, String pointer) {
        this.node = node;
        this.pointer = pointer;
    }

    /** Missing where an optional field is absent. Lengths count characters. */
    @Nullable
    String text(String name, boolean required, int min, int max, Pattern allowed) throws ParamError {
        var value = value(name, required);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw error(name, value.toString(), "字段“" + name + "”类型错误，应为字符串");
        }
        var text = value.textValue();
        var length = text.codePointCount(0, text.length());
        if (length < min) {
            throw error(name, text, "字段“" + name + "”字符串规则校验失败，字符数 " + length + "，小于最小值 " + min);
        }
        if (length > max) {
            throw error(name, text, "字段“" + name + "”字符串规则校验失败，字符数 " + length + "，大于最大值 " + max);
        }
        if (text.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw error(name, text, "字段“" + name + "”字符串规则校验失败，含有不支持的字符");
        }
        if (allowed != null && !allowed.matcher(text).matches()) {
            throw error(name, text, "字段“" + name + "”字符串规则校验失败，字符串不匹配正则表达式");
        }
        return text;
    }

    String oneOf(String name, boolean required, Set<String> values) throws ParamError {
        var text = text(name, required, 1, 64, null);
        if (text != null && !values.contains(text)) {
            throw error(name, text, "字段“" + name + "”枚举规则校验失败，值不在允许范围内");
        }
        return text;
    }

    long number(String name, long min) throws ParamError {
        var value = value(name, true);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw error(name, value.toString(), "字段“" + name + "”类型错误，应为整数");
        }
        if (value.longValue() < min) {
            throw error(name, value.toString(), "数值字段“" + name + "”规则校验失败，值低于最小值 " + min);
        }
        if (value.longValue() > MAX) {
            throw error(name, value.toString(), "数值字段“" + name + "”规则校验失败，值高于最大值 " + MAX);
        }
        return value.longValue();
    }

    Fields object(String name) throws ParamError {
        var value = value(name, true);
        if (!value.isObject()) {
            throw error(name, value.toString(), "字段“" + name + "”类型错误，应为对象");
        }
        return within(value, name);
    }

    /** Empty where the optional field is absent. */
    List<Fields> objects(String name) throws ParamError {
        var value = value(name, false);
        var items = new ArrayList<Fields>();
        if (value == null) {
            return items;
        }
        if (!value.isArray()) {
            throw error(name, value.toString(), "字段“" + name + "”类型错误，应为数组");
        }
        for (int i = 0; i < value.size(); i++) {
            if (!value.get(i).isObject()) {
                throw error(name + "/" + i, value.get(i).toString(), "字段“" + name + "”类型错误，应为对象");
            }
            items.add(within(value.get(i), name + "/" + i));
        }
        return items;
    }

    private Fields within(JsonNode value, String name) {
        var fields = new Fields(value, pointer + "/" + name);
        inner.add(fields);
        return fields;
    }

    private JsonNode value(String name, boolean required) throws ParamError {
        known.add(name);
        var value = node.get(name);
        if (value == null && required) {
            throw error(name, "", "字段“" + name + "”必填性规则校验失败，此字段为必填项");
        }
        if (value != null && value.isNull()) {
            throw error(name, null, "字段“" + name + "”不允许为空值");
        }
        return value;
    }

    /** To be asked last. */
    void nothingElse() throws ParamError {
        var undefined = new ArrayList<String>();
        collectUndefined(undefined);
        if (!undefined.isEmpty()) {
            throw new ParamError("请求中含有未在API文档中定义的参数", null, undefined, ParamError.UNDEFINED);
        }
    }

    private void collectUndefined(List<String> undefined) {
        node.fieldNames().forEachRemaining(text -> {
            if (!known.contains(text)) {
                undefined.add(pointer + "/" + text);
            }
        });
        inner.forEach(fields -> fields.collectUndefined(undefined));
    }

    ParamError error(String name, Object value, String complaint) {
        var at = pointer + "/" + name;
        return new ParamError("输入源“" + at + "”映射到" + complaint, at, value, ParamError.FIELD);
    }
}
