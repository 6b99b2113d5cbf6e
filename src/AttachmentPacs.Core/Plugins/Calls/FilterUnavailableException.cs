namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>A plugin could not judge an instance, and Plugins:OnFailure is Refuse: nothing is stored, the sender is to come again.</summary>
public sealed class FilterUnavailableException(string plugin, string problem)
    : IOException($"Plugin {plugin} could not say whether to store the instance ({problem}), and Plugins:OnFailure is Refuse: send it again later");
