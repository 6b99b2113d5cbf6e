using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Core.Configuration;

/// <summary>
/// Fills options from configuration and reports everything that does not fit: unknown keys with those that are allowed, bad values with what
/// is expected. Goes on after a problem, so that an administrator sees all of them at once.
/// </summary>
internal static class OptionsBinder
{
    public static void Bind(object target, IConfiguration configuration, List<string> problems)
    {
        PropertyInfo[] properties = target.GetType().GetProperties();
        foreach (IConfigurationSection section in configuration.GetChildren())
        {
            PropertyInfo? property = properties.FirstOrDefault(each => string.Equals(each.Name, section.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                problems.Add($"{section.Path} is no key: allowed are {string.Join(", ", properties.Select(each => each.Name))}");
                continue;
            }

            if (TryRead(property.PropertyType, section, property.GetValue(target), problems, out object? value)) property.SetValue(target, value);
        }
    }

    private static bool TryRead(Type type, IConfigurationSection section, object? current, List<string> problems, out object? value)
    {
        value = current;
        if (IsScalar(type)) return TryParse(type, section, problems, out value);
        if (section.Value is { Length: > 0 } text)
        {
            string expected = typeof(IList).IsAssignableFrom(type) ? $"a list, as [ \"{text}\" ] in JSON or {section.Path}:0={text}" : "an object with keys of its own";
            problems.Add($"{section.Path} is \"{text}\": expected {expected}");
            return false;
        }

        value ??= Activator.CreateInstance(type)!;
        if (value is IDictionary dictionary)
        {
            Type of = type.GetGenericArguments()[1];
            foreach (IConfigurationSection child in IsScalar(of) ? Leaves(section) : section.GetChildren())
            {
                if (TryRead(of, child, null, problems, out object? item)) dictionary[child.Path[(section.Path.Length + 1)..]] = item;
            }
        }
        else if (value is IList list)
        {
            foreach (IConfigurationSection child in section.GetChildren())
            {
                if (TryRead(type.GetGenericArguments()[0], child, null, problems, out object? item)) list.Add(item);
            }
        }
        else
        {
            Bind(value, section, problems);
        }

        return true;
    }

    // A name may hold the colon that separates sections, as user:NAME does: the library reads it as a section with one below.
    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.Value is null && child.GetChildren().Any() ? Leaves(child) : [child]);

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan)
        || Nullable.GetUnderlyingType(type) is not null;

    private static bool TryParse(Type type, IConfigurationSection section, List<string> problems, out object? value)
    {
        string text = section.Value ?? "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            value = null;
            return (text.Length == 0 && !section.GetChildren().Any()) || TryParse(underlying, section, problems, out value);
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        (bool isRead, object? read, string expected) = type switch
        {
            _ when section.GetChildren().Any() => (false, null, "one value, not an object"),
            _ when type == typeof(string) => (true, text, ""),
            _ when type == typeof(bool) => (bool.TryParse(text, out bool flag), flag, "true or false"),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out int number), number, "a whole number"),
            _ when type == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long number), number, "a whole number"),
            _ when type == typeof(TimeSpan) => (TryTime(text, out TimeSpan span), span, "a time as hours:minutes:seconds"),
            _ => (TryEnum(type, text, out object? member), member, $"one of {string.Join(", ", Enum.GetNames(type))}"),
        };
        value = read;
        if (!isRead) problems.Add($"{section.Path} is \"{text}\": expected {expected}");
        return isRead;
    }

    // Enum.TryParse takes numbers, and several names with commas between, which it joins to another member.
    private static bool TryEnum(Type type, string text, out object? member)
    {
        member = null;
        return Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(type, text, ignoreCase: true, out member);
    }

    // A number alone would be taken for days, and so would the hours of 24:00:00.
    private static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time) && (time.Days == 0 || text.AsSpan(0, colon).Contains('.'));
    }
}
